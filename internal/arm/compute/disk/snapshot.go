package disk

import (
	"context"
	"errors"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// snapshots declares the snapshots of disks: they are as disks are, and attached to
// nothing.
func snapshots() *arm.ResourceType {
	t := disks()
	t.Name, t.Display = "snapshots", "Snapshots"
	t.Members = slices.DeleteFunc(t.Members, func(member string) bool { return member == "zones" })
	t.Delete, t.Show = nil, nil
	t.Write = writeSnapshot
	return t
}

// writeSnapshot takes the size and the system of the disk that it is made from.
func writeSnapshot(ctx context.Context, w *arm.Write) error {
	source := document.String(w.Properties, "creationData.sourceResourceId")
	if w.Old == nil && source != "" {
		id, err := arm.ReadReference(source, "properties.creationData.sourceResourceId")
		if err != nil {
			return err
		}
		record, err := w.Unit.Record(ctx, id)
		if errors.Is(err, resource.ErrNotFound) {
			return resource.NotFound("NotFound", "Disk %s is not found.", id)
		}
		if err != nil {
			return err
		}
		properties, err := document.Read(record.Properties)
		if err != nil {
			return err
		}
		for _, member := range []string{"diskSizeGB", "osType", "hyperVGeneration"} {
			if value := document.At(properties, member); value != nil {
				document.Default(w.Properties, member, value)
			}
		}
	}
	return writeDisk(ctx, w)
}
