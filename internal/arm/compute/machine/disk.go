package machine

import (
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// AttachedIndex is the index under which the one machine is found that a disk or an
// interface is attached to; a second one is refused by the store.
func AttachedIndex(id resource.ID) resource.Index {
	return resource.Index{Name: "attached", Value: id.Key(), Unique: true}
}

// IsManaged reports whether a disk is a managed one, rather than a file in a storage account.
func IsManaged(disk any) bool {
	return document.At(disk, "vhd.uri") == nil && document.At(disk, "vhdContainers") == nil
}

// Disks are a machine's disks as its properties tell of them, the operating
// system's first.
func Disks(properties any) []map[string]any {
	var disks []map[string]any
	for _, element := range append([]any{document.At(properties, "storageProfile.osDisk")}, document.Array(properties, "storageProfile.dataDisks")...) {
		if disk, ok := element.(map[string]any); ok && IsManaged(disk) {
			disks = append(disks, disk)
		}
	}
	return disks
}
