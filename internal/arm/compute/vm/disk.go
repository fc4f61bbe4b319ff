package vm

import (
	"fmt"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// keepDisks fills what a PUT leaves out of data disks that are there already,
// matched by their logical unit: clients send them back incomplete. A disk that
// is there keeps its name; another one may be put in its place.
func keepDisks(w *arm.Write) error {
	if old := document.At(w.OldProperties, "storageProfile.osDisk"); old != nil && renamed(old, document.At(w.Properties, "storageProfile.osDisk")) {
		return property.Changed("osDisk.name")
	}
	for _, disk := range document.Array(w.Properties, "storageProfile.dataDisks") {
		for _, old := range document.Array(w.OldProperties, "storageProfile.dataDisks") {
			if lun := document.At(disk, "lun"); lun == nil || !property.Same(lun, document.At(old, "lun")) || replaced(old, disk) {
				continue
			}
			if renamed(old, disk) {
				return property.Changed("dataDisk.name")
			}
			document.Fill(disk, old)
		}
	}
	return nil
}

// replaced reports whether another managed disk is named in the place of an old one.
func replaced(old, disk any) bool {
	id := document.At(disk, "managedDisk.id")
	return id != nil && !property.Same(id, document.At(old, "managedDisk.id"))
}

// renamed reports whether a disk that stays gets another name.
func renamed(old, disk any) bool {
	name := document.At(disk, "name")
	return name != nil && !replaced(old, disk) && !property.Same(name, document.At(old, "name"))
}

// nameDisks names the disks that the request leaves unnamed, as Azure does, and
// fills in what goes with them.
func nameDisks(w *arm.Write) {
	size := document.String(w.Properties, "hardwareProfile.vmSize")
	if osDisk, ok := document.At(w.Properties, "storageProfile.osDisk").(map[string]any); ok {
		if id, err := resource.ParseID(document.String(osDisk, "managedDisk.id")); err == nil && !id.IsRoot() {
			osDisk["name"] = id.Name() // another disk may be put in its place
		}
		name := "_OsDisk_1_"
		if !w.Version.Before(plainNamesSince) {
			name = "_disk1_"
		}
		document.Default(osDisk, "name", w.ID.Name()+name+machine.DiskSuffix(w.Engine(), w.ID.Key(), 0))
		document.Default(osDisk, "deleteOption", "Detach")
	}
	machine.CompleteOSDisk(w.Properties, size)
	document.Default(w.Properties, "storageProfile.dataDisks", []any{})
	for _, element := range document.Array(w.Properties, "storageProfile.dataDisks") {
		disk, _ := element.(map[string]any)
		if id, err := resource.ParseID(document.String(disk, "managedDisk.id")); err == nil && !id.IsRoot() {
			disk["name"] = id.Name()
		}
	}
	machine.CompleteDataDisks(w.Properties, size, func(i int) string {
		return fmt.Sprintf("%s_disk%d_%s", w.ID.Name(), i, machine.DiskSuffix(w.Engine(), w.ID.Key(), i))
	})
}

// plainNamesSince is the api-version from which the disk of the operating system
// is named as the other disks of a virtual machine.
const plainNamesSince = "2024-07-01"
