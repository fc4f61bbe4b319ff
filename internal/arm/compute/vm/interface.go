package vm

import (
	"context"
	"fmt"
	"maps"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// joinInterfaces connects the machine with its network interfaces, each of which
// serves one machine.
func joinInterfaces(ctx context.Context, w *arm.Write) error {
	dropUnsaid(w.Properties)
	all, err := interfaceIDs(w.Properties)
	if err != nil {
		return err
	}
	sent, _ := document.At(w.Body, "properties").(map[string]any)
	named, err := interfaceIDs(sent)
	if err != nil {
		return err
	}
	if err := w.Join(ctx, "Microsoft.Network/networkInterfaces/join/action", all, named); err != nil {
		return err
	}
	for _, id := range all {
		index := arm.UsesIndex(id)
		users, err := w.Unit.Find(ctx, index.Name, index.Value)
		if err != nil {
			return err
		}
		for _, user := range users {
			if user.Kind == w.Type.Kind() && user.Key != w.ID.Key() {
				return resource.Invalid("NicInUse", "Network Interface %s is used by existing resource %s.", id, user.Key)
			}
		}
		// A second machine that takes the interface meanwhile is refused by the store.
		w.Indexes = append(w.Indexes, machine.AttachedIndex(id))
	}
	return nil
}

// dropUnsaid leaves out what the references to interfaces say with null.
func dropUnsaid(properties map[string]any) {
	for _, element := range document.Array(properties, "networkProfile.networkInterfaces") {
		entry, _ := element.(map[string]any)
		said, ok := document.At(entry, "properties").(map[string]any)
		if !ok {
			continue
		}
		maps.DeleteFunc(said, func(_ string, value any) bool { return value == nil })
		if len(said) == 0 {
			document.Remove(entry, "properties")
		}
	}
}

// interfaceIDs are the interfaces that a machine's properties name.
func interfaceIDs(properties map[string]any) ([]resource.ID, error) {
	var ids []resource.ID
	for i, entry := range document.Array(properties, "networkProfile.networkInterfaces") {
		id, err := arm.ReadReference(document.At(entry, "id"), fmt.Sprintf("properties.networkProfile.networkInterfaces[%d].id", i))
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
