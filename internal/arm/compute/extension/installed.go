package extension

import (
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/document"
)

// Installed is an extension as a machine has it, or as a scale set gives it to
// its instances.
type Installed struct {
	Name       string
	Properties any
}

// handler is the program that an extension is installed with, by its publisher and type.
func (i Installed) handler() string {
	return document.String(i.Properties, "publisher") + "." + document.String(i.Properties, "type")
}

// version is which version of its handler the extension has.
func (i Installed) version() string {
	return catalogue.HandlerVersion(i.handler(), document.String(i.Properties, "typeHandlerVersion"))
}

// Within reports whether another extension has all that this one says.
func (i Installed) Within(other Installed) bool {
	said, _ := i.Properties.(map[string]any)
	for name, value := range said {
		if !document.Equal(value, document.At(other.Properties, name)) {
			return false
		}
	}
	return true
}

// ProfilePath is where a profile has the extensions of its instances.
const ProfilePath = "extensionProfile.extensions"

// InProfile reads the extensions of a profile, at a path in its properties.
func InProfile(properties any, path string) []Installed {
	elements := document.Array(properties, path)
	all := make([]Installed, len(elements))
	for i, element := range elements {
		all[i] = Installed{Name: document.String(element, "name"), Properties: document.At(element, "properties")}
	}
	return all
}
