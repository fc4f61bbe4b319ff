package catalogue

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// The operating systems.
const (
	Windows = "Windows"
	Linux   = "Linux"
)

// ReleaseOf is how the guest agent of a machine calls its system and the
// system's release; ok is false for an image that is not in the catalogue.
func ReleaseOf(properties any) (name, release string, ok bool) {
	image, ok := findImageOf(properties)
	return image.name, image.release, ok
}

// SystemOf is the operating system of a machine's profile, as far as it says: by
// its disk, by its image, by its configuration.
func SystemOf(properties any) string {
	if system := document.String(properties, "storageProfile.osDisk.osType"); system != "" {
		return system
	}
	if image, ok := findImageOf(properties); ok {
		return image.system
	}
	publisher := strings.ToLower(document.String(properties, "storageProfile.imageReference.publisher"))
	if strings.HasPrefix(publisher, "microsoft") || document.At(properties, "osProfile.windowsConfiguration") != nil {
		return Windows
	}
	return Linux
}

// The sizes of operating system disks, in GB, where the image is not in the catalogue.
const (
	linuxDiskGB   = 30
	windowsDiskGB = 127
)

// SystemDiskGB is the size of the disk that a machine's profile with an operating
// system gets unasked, in GB.
func SystemDiskGB(properties map[string]any, system string) int {
	if image, ok := findImageOf(properties); ok {
		return image.sizeGB
	}
	if system == Windows {
		return windowsDiskGB
	}
	return linuxDiskGB
}
