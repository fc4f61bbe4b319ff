package machine

import (
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/document"
)

// CompleteOSProfile fills in what Azure fills in of a machine's osProfile. A
// machine made from specialised disks has none, and gets none.
func CompleteOSProfile(properties map[string]any, system string) map[string]any {
	profile, ok := document.At(properties, "osProfile").(map[string]any)
	if !ok {
		return nil
	}
	document.Default(profile, "secrets", []any{})
	document.Default(profile, "allowExtensionOperations", true)
	document.Default(profile, "requireGuestProvisionSignal", true)
	if system == catalogue.Windows {
		document.Default(profile, "windowsConfiguration.provisionVMAgent", true)
		document.Default(profile, "windowsConfiguration.enableAutomaticUpdates", true)
		return profile
	}
	document.Default(profile, "linuxConfiguration.disablePasswordAuthentication", false)
	document.Default(profile, "linuxConfiguration.provisionVMAgent", true)
	return profile
}

// CompletePatching fills in how a virtual machine is patched; scale sets show
// nothing of it unless it was sent.
func CompletePatching(profile map[string]any, system string) {
	switch {
	case profile == nil:
	case system == catalogue.Windows:
		document.Default(profile, "windowsConfiguration.patchSettings.patchMode", "AutomaticByOS")
		document.Default(profile, "windowsConfiguration.patchSettings.assessmentMode", "ImageDefault")
	default:
		document.Default(profile, "linuxConfiguration.patchSettings.patchMode", "ImageDefault")
		document.Default(profile, "linuxConfiguration.patchSettings.assessmentMode", "ImageDefault")
	}
}
