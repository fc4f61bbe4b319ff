package compute

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// The operating systems.
const (
	windows = "Windows"
	linux   = "Linux"
)

// completeOSProfile fills in what Azure fills in of a machine's osProfile. A
// machine made from specialised disks has none, and gets none.
func completeOSProfile(properties map[string]any, system string) map[string]any {
	profile, ok := document.At(properties, "osProfile").(map[string]any)
	if !ok {
		return nil
	}
	document.Default(profile, "secrets", []any{})
	document.Default(profile, "allowExtensionOperations", true)
	document.Default(profile, "requireGuestProvisionSignal", true)
	if system == windows {
		document.Default(profile, "windowsConfiguration.provisionVMAgent", true)
		document.Default(profile, "windowsConfiguration.enableAutomaticUpdates", true)
		return profile
	}
	document.Default(profile, "linuxConfiguration.disablePasswordAuthentication", false)
	document.Default(profile, "linuxConfiguration.provisionVMAgent", true)
	return profile
}

// completePatching fills in how a virtual machine is patched; scale sets show
// nothing of it unless it was sent.
func completePatching(profile map[string]any, system string) {
	switch {
	case profile == nil:
	case system == windows:
		document.Default(profile, "windowsConfiguration.patchSettings.patchMode", "AutomaticByOS")
		document.Default(profile, "windowsConfiguration.patchSettings.assessmentMode", "ImageDefault")
	default:
		document.Default(profile, "linuxConfiguration.patchSettings.patchMode", "ImageDefault")
		document.Default(profile, "linuxConfiguration.patchSettings.assessmentMode", "ImageDefault")
	}
}

// osType is the operating system of a machine's profile, as far as it says: by
// its disk, by its image, by its configuration.
func osType(properties map[string]any) string {
	if system := document.String(properties, "storageProfile.osDisk.osType"); system != "" {
		return system
	}
	if image, ok := findImage(document.At(properties, "storageProfile.imageReference")); ok {
		return image.system
	}
	publisher := strings.ToLower(document.String(properties, "storageProfile.imageReference.publisher"))
	if strings.HasPrefix(publisher, "microsoft") || document.At(properties, "osProfile.windowsConfiguration") != nil {
		return windows
	}
	return linux
}
