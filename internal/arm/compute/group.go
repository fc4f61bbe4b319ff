package compute

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

func availabilitySet() *arm.ResourceType {
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
	for _, member := range groupMembers {
		delete(w.Properties, member)
	}
	return joinPlaces(ctx, w)
}

func placementGroup() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "proximityPlacementGroups",
		Display:  "Proximity Placement Groups",
		Versions: apiversion.Since("2018-04-01"),
		Located:  true,
		Members:  []string{"zones"},
		Kept:     []string{"proximityPlacementGroupType"},
		Write: func(_ context.Context, w *arm.Write) error {
			document.Default(w.Properties, "proximityPlacementGroupType", "Standard")
			for _, member := range groupMembers {
				delete(w.Properties, member)
			}
			return nil
		},
		Delete: refuseUsed(func(id resource.ID) string {
			return fmt.Sprintf("Proximity Placement Group '%s' cannot be deleted. Before deleting it please ensure that it does not contain any resource.", id.Name())
		}),
		Show: showMembers,
	}
}

// refuseUsed is a Delete hook that refuses what something else refers to.
func refuseUsed(why func(resource.ID) string) func(context.Context, *arm.Removal) error {
	return func(ctx context.Context, r *arm.Removal) error {
		_, used, err := r.UsedBy(ctx)
		if err != nil || !used {
			return err
		}
		return &resource.Error{Kind: resource.KindConflict, Code: "OperationNotAllowed", Message: why(r.ID)}
	}
}

// groupMembers are the properties in which a group lists what is in it. They are
// called as the types of what they list.
var groupMembers = []string{"virtualMachines", "virtualMachineScaleSets", "availabilitySets"}

// showMembers lists what is in the group.
func showMembers(ctx context.Context, s *arm.Shown) error {
	id, err := resource.ParseID(s.Record.ID)
	if err != nil {
		return err
	}
	index := arm.UsesIndex(id)
	users, err := s.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return err
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	properties["virtualMachines"] = []any{}
	for _, user := range users {
		record, err := resource.ParseRecord(user)
		if err != nil {
			return err
		}
		if _, member, _ := strings.Cut(record.Type, "/"); slices.Contains(groupMembers, member) {
			list, _ := properties[member].([]any)
			properties[member] = append(list, map[string]any{"id": record.ID})
		}
	}
	return nil
}

// joinPlaces puts a machine, or a set of machines, into the groups that it names.
func joinPlaces(ctx context.Context, w *arm.Write) error {
	for path, what := range map[string]string{"availabilitySet.id": "Availability Set", "proximityPlacementGroup.id": "Proximity Placement Group"} {
		value := document.At(w.Properties, path)
		if value == nil {
			continue
		}
		id, err := arm.ReadReference(value, "properties."+path)
		if err != nil {
			return err
		}
		if _, err := w.Unit.Record(ctx, id); errors.Is(err, resource.ErrNotFound) {
			return &resource.Error{Kind: resource.KindNotFound, Code: "NotFound", Target: path, Message: fmt.Sprintf("%s '%s' cannot be found.", what, id)}
		} else if err != nil {
			return err
		}
		w.Uses(id)
	}
	return nil
}
