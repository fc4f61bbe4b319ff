package machine

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/document"
)

// CompleteOSDisk fills in what Azure fills in of the operating system's disk of
// a machine or a scale set's profile.
func CompleteOSDisk(properties map[string]any, size string) {
	disk, ok := document.At(properties, "storageProfile.osDisk").(map[string]any)
	if !ok {
		return
	}
	system := catalogue.SystemOf(properties)
	completeChoices(disk)
	document.Default(disk, "osType", system)
	document.Default(disk, "caching", "ReadWrite")
	if !IsManaged(disk) {
		return
	}
	document.Default(disk, "managedDisk.storageAccountType", catalogue.StorageFor(size))
	document.Default(disk, "diskSizeGB", document.Numeral(catalogue.SystemDiskGB(properties, system)))
	if catalogue.GenerationOf(properties) == "V2" {
		document.Default(properties, "storageProfile.diskControllerType", "SCSI")
	}
}

// choices are the values of the members of a disk that Azure writes in its own case.
var choices = map[string][]string{
	"createOption": {"FromImage", "Empty", "Attach", "Copy", "Restore"},
	"caching":      {"None", "ReadOnly", "ReadWrite"},
}

// completeChoices writes those members of a disk in Azure's case.
func completeChoices(disk map[string]any) {
	for member, values := range choices {
		sent := document.String(disk, member)
		if i := slices.IndexFunc(values, func(value string) bool { return strings.EqualFold(value, sent) }); i >= 0 {
			document.Set(disk, member, values[i])
		}
	}
}

// CompleteDataDisks fills in the data disks. name makes the name of the disk
// that is the i-th of the machine, the operating system's being the first; nil
// leaves them unnamed, as in scale sets.
func CompleteDataDisks(properties map[string]any, size string, name func(i int) string) {
	for i, element := range document.Array(properties, "storageProfile.dataDisks") {
		disk, ok := element.(map[string]any)
		if !ok {
			continue
		}
		if name != nil {
			document.Default(disk, "name", name(i+2))
			document.Default(disk, "toBeDetached", false)
			document.Default(disk, "deleteOption", "Detach")
		}
		completeChoices(disk)
		document.Default(disk, "caching", "None")
		if IsManaged(disk) {
			document.Default(disk, "managedDisk.storageAccountType", catalogue.StorageFor(size))
		}
	}
}

// DiskSuffix is what makes the name of a disk that nobody named its own: of a
// machine's disk with a number, the system's first.
func DiskSuffix(e *arm.Engine, machine string, number int) string {
	return hex.EncodeToString(e.Sources.For("disk "+strconv.Itoa(number), machine).Bytes(16))
}
