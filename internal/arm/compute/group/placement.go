package group

import (
	"context"
	"fmt"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

func placementGroups() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "proximityPlacementGroups",
		Display:  "Proximity Placement Groups",
		Versions: apiversion.Since("2018-04-01"),
		Located:  true,
		Members:  []string{"zones"},
		Kept:     []string{"proximityPlacementGroupType"},
		Write: func(_ context.Context, w *arm.Write) error {
			document.Default(w.Properties, "proximityPlacementGroupType", "Standard")
			for _, member := range members {
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
