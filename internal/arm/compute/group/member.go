package group

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

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

// members are the properties in which a group lists what is in it. They are
// called as the types of what they list.
var members = []string{"virtualMachines", "virtualMachineScaleSets", "availabilitySets"}

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
		if _, member, _ := strings.Cut(record.Type, "/"); slices.Contains(members, member) {
			list, _ := properties[member].([]any)
			properties[member] = append(list, map[string]any{"id": record.ID})
		}
	}
	return nil
}

// Join puts a machine, or a set of machines, into the groups that it names.
func Join(ctx context.Context, w *arm.Write) error {
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
