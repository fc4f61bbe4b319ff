package compute

import (
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// frozen is a property that is chosen at creation.
type frozen struct {
	path string // in the properties
	name string // as Azure's error calls it
}

var machineFrozen = []frozen{
	{"osProfile.adminUsername", "osProfile.adminUsername"},
	{"osProfile.computerName", "osProfile.computerName"},
	{"osProfile.linuxConfiguration.disablePasswordAuthentication", "linuxConfiguration.disablePasswordAuthentication"},
	{"osProfile.linuxConfiguration.ssh.publicKeys", "linuxConfiguration.ssh.publicKeys"},
	{"storageProfile.imageReference.publisher", "imageReference"},
	{"storageProfile.imageReference.offer", "imageReference"},
	{"storageProfile.imageReference.sku", "imageReference"},
	{"storageProfile.imageReference.version", "imageReference"},
	{"storageProfile.imageReference.id", "imageReference"},
	{"storageProfile.osDisk.createOption", "osDisk.createOption"},
	{"storageProfile.osDisk.osType", "osDisk.osType"},
	{"availabilitySet.id", "availabilitySet.id"},
	{"platformFaultDomain", "platformFaultDomain"},
}

var setFrozen = []frozen{
	{"virtualMachineProfile.osProfile.adminUsername", "osProfile.adminUsername"},
	{"virtualMachineProfile.osProfile.computerNamePrefix", "osProfile.computerNamePrefix"},
	{"virtualMachineProfile.storageProfile.osDisk.createOption", "osDisk.createOption"},
	{"orchestrationMode", "orchestrationMode"},
	{"platformFaultDomainCount", "platformFaultDomainCount"},
}

// checkFrozen refuses a write that changes what was chosen at creation. What a
// write takes away comes back.
func checkFrozen(w *arm.Write, properties []frozen) error {
	for _, f := range properties {
		old, sent := document.At(w.OldProperties, f.path), document.At(w.Properties, f.path)
		switch {
		case old == nil || same(old, sent):
		case sent == nil:
			document.Set(w.Properties, f.path, old)
		default:
			return changed(f.name)
		}
	}
	return nil
}

func changed(name string) error {
	return &resource.Error{Kind: resource.KindConflict, Code: "PropertyChangeNotAllowed", Target: name, Message: fmt.Sprintf("Changing property '%s' is not allowed.", name)}
}

// same reports whether two values are one to Azure: texts do not differ by case,
// and a number may be sent as a text.
func same(a, b any) bool {
	if document.Equal(a, b) {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	_, list := a.([]any)
	_, object := a.(map[string]any)
	return !list && !object && strings.EqualFold(fmt.Sprint(a), fmt.Sprint(b))
}

// restore puts back what belongs to the server, whatever a client sends.
func restore(w *arm.Write, paths ...string) {
	for _, path := range paths {
		if old := document.At(w.OldProperties, path); old != nil {
			document.Set(w.Properties, path, old)
		}
	}
}
