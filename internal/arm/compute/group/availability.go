package group

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Types declares availability sets and proximity placement groups.
func Types() []*arm.ResourceType {
	return []*arm.ResourceType{availabilitySets(), placementGroups()}
}

func availabilitySets() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "availabilitySets",
		Display:  "Availability Sets",
		Versions: apiversion.All,
		Located:  true,
		// As the API's description has it.
		NeverCreated: true,
		Members:      []string{"sku"},
		Kept:         []string{"platformUpdateDomainCount", "platformFaultDomainCount"},
		Write:        writeAvailabilitySet,
		Delete: refuseUsed(func(id resource.ID) string {
			return fmt.Sprintf("Availability Set '%s' cannot be deleted. Before deleting an Availability Set please ensure that it does not contain any VM.", id.Name())
		}),
		Show:    showMembers,
		Actions: []arm.Action{answer.Part("vmSizes", "List the sizes for", catalogue.ListSizesFor)},
	}
}

func writeAvailabilitySet(ctx context.Context, w *arm.Write) error {
	document.Default(w.Properties, "platformUpdateDomainCount", json.Number("5"))
	document.Default(w.Properties, "platformFaultDomainCount", json.Number("2"))
	for path, most := range map[string]int{"platformUpdateDomainCount": 20, "platformFaultDomainCount": 3} {
		value := document.At(w.Properties, path)
		if n := document.Int(value); n < 1 || n > most {
			return property.Invalid(path, value)
		}
	}
	if err := property.KeepFrozen(w, []property.Frozen{{Path: "platformUpdateDomainCount"}, {Path: "platformFaultDomainCount"}}); err != nil {
		return err
	}
	if w.Record.Members["sku"] == nil {
		w.Record.Members["sku"] = document.Write(map[string]any{"name": "Classic"})
	}
	for _, member := range members {
		delete(w.Properties, member)
	}
	return Join(ctx, w)
}
