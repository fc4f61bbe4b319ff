package extension

import (
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// versionForm is how versions of handlers are written.
var versionForm = lazy.NewPattern(`^\d+(\.\d+){0,3}$`)

// Complete checks what every extension has.
func Complete(properties map[string]any) error {
	for _, name := range []string{"publisher", "type", "typeHandlerVersion"} {
		switch value := document.At(properties, name).(type) {
		case nil:
			return property.Missing(name)
		case string:
			if value == "" || name == "typeHandlerVersion" && !versionForm.MatchString(value) {
				return property.Invalid(name, value)
			}
		default:
			return property.Invalid(name, value)
		}
	}
	switch settings := document.At(properties, "settings").(type) {
	case nil:
		document.Remove(properties, "settings")
	case map[string]any:
	default:
		return property.Invalid("settings", settings)
	}
	one := Installed{Properties: properties}
	if one.servesIdentities() && one.Port() == 0 {
		return property.Invalid("settings.port", document.At(properties, "settings.port"))
	}
	return nil
}

// CheckHandlers refuses two extensions of one handler: an agent runs each once.
func CheckHandlers(all []Installed, system string) error {
	seen := make(map[string]bool, len(all))
	for _, one := range all {
		handler := strings.ToLower(one.handler())
		if seen[handler] {
			return resource.Invalid("BadRequest", "Multiple VMExtensions per handler not supported for OS type '%s'. VMExtension '%s' with handler '%s' already added or specified in input.", system, one.Name, one.handler())
		}
		seen[handler] = true
	}
	return nil
}

// CompleteProfile checks the extensions of the profile that instances are made from.
func CompleteProfile(profile map[string]any, held identity.Assigned) error {
	names := make(map[string]bool)
	for i, element := range document.Array(profile, ProfilePath) {
		if err := completeElement(element, fmt.Sprintf("%s[%d]", ProfilePath, i), names); err != nil {
			return err
		}
	}
	all := InProfile(profile, ProfilePath)
	for _, one := range all {
		for _, before := range document.Array(one.Properties, "provisionAfterExtensions") {
			if name, _ := before.(string); !names[strings.ToLower(name)] {
				return property.Invalid("provisionAfterExtensions", before)
			}
		}
	}
	if err := CheckHandlers(all, catalogue.SystemOf(profile)); err != nil {
		return err
	}
	return CheckIdentities(PortOf(all), held)
}

// completeElement checks the extension at a path of a profile, and adds its name to the
// names of those before it.
func completeElement(element any, at string, names map[string]bool) error {
	name := strings.ToLower(document.String(element, "name"))
	properties, ok := document.At(element, "properties").(map[string]any)
	switch {
	case name == "":
		return property.Missing(at + ".name")
	case names[name]:
		return property.Invalid(at+".name", document.String(element, "name"))
	case !ok:
		return property.Missing(at + ".properties")
	}
	names[name] = true
	for _, own := range []string{"provisioningState", "instanceView"} {
		document.Remove(properties, own)
	}
	return Complete(properties)
}
