package compute

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// installed is an extension as a machine has it, or as a scale set gives it to
// its instances.
type installed struct {
	name       string
	properties any
}

// handler is the program that an extension is installed with, by its publisher and type.
func (i installed) handler() string {
	return document.String(i.properties, "publisher") + "." + document.String(i.properties, "type")
}

// versionForm is how versions of handlers are written.
var versionForm = lazy.NewPattern(`^\d+(\.\d+){0,3}$`)

// version is which version of its handler the extension has.
func (i installed) version() string {
	return catalogue.HandlerVersion(i.handler(), document.String(i.properties, "typeHandlerVersion"))
}

// completeExtension checks what every extension has.
func completeExtension(properties map[string]any) error {
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
	one := installed{properties: properties}
	if one.servesIdentities() && one.port() == 0 {
		return property.Invalid("settings.port", document.At(properties, "settings.port"))
	}
	return nil
}

// checkHandlers refuses two extensions of one handler: an agent runs each once.
func checkHandlers(all []installed, system string) error {
	seen := make(map[string]bool, len(all))
	for _, one := range all {
		handler := strings.ToLower(one.handler())
		if seen[handler] {
			return resource.Invalid("BadRequest", "Multiple VMExtensions per handler not supported for OS type '%s'. VMExtension '%s' with handler '%s' already added or specified in input.", system, one.name, one.handler())
		}
		seen[handler] = true
	}
	return nil
}

// The identity extension was how machines got tokens before there was a metadata
// service: it answers at a port of the machine itself.
const (
	identityPublisher = "Microsoft.ManagedIdentity"
	identityPort      = 50342 // where the settings name none
	// identityMost is how many user-assigned identities the extension serves
	// (Microsoft, "How to stop using the virtual machine managed identities extension").
	identityMost = 32
)

// servesIdentities reports whether this is the identity extension.
func (i installed) servesIdentities() bool {
	kind := document.String(i.properties, "type")
	return strings.EqualFold(document.String(i.properties, "publisher"), identityPublisher) &&
		(strings.EqualFold(kind, "ManagedIdentityExtensionForWindows") || strings.EqualFold(kind, "ManagedIdentityExtensionForLinux"))
}

// port is where the identity extension answers; 0 for other extensions, and for
// settings that name no port.
func (i installed) port() int {
	if !i.servesIdentities() {
		return 0
	}
	switch sent := document.At(i.properties, "settings.port").(type) {
	case nil:
		return identityPort
	case json.Number, string:
		if port := document.Int(json.Number(fmt.Sprint(sent))); port > 0 && port <= 65535 {
			return port
		}
	}
	return 0
}

// portOf is the port of the identity extension among extensions, or 0.
func portOf(all []installed) int {
	for _, one := range all {
		if port := one.port(); port != 0 {
			return port
		}
	}
	return 0
}

// checkExtensionIdentities refuses more identities than the identity extension serves.
func checkExtensionIdentities(port int, held identity.Assigned) error {
	if port == 0 || len(held.User) <= identityMost {
		return nil
	}
	return resource.Invalid("InvalidIdentityValues", "The number of user-assigned identities, %d, exceeds the limit of %d for a machine with the managed identity extension.", len(held.User), identityMost)
}

// readInstalled reads the extensions of a profile, at a path in its properties.
func readInstalled(properties any, path string) []installed {
	elements := document.Array(properties, path)
	all := make([]installed, len(elements))
	for i, element := range elements {
		all[i] = installed{document.String(element, "name"), document.At(element, "properties")}
	}
	return all
}

// profileExtensions is where a profile has the extensions of its instances.
const profileExtensions = "extensionProfile.extensions"

// completeExtensions checks the extensions of the profile that instances are made from.
func completeExtensions(profile map[string]any, held identity.Assigned) error {
	names := make(map[string]bool)
	for i, element := range document.Array(profile, profileExtensions) {
		at := fmt.Sprintf("%s[%d]", profileExtensions, i)
		name := document.String(element, "name")
		properties, ok := document.At(element, "properties").(map[string]any)
		switch {
		case name == "":
			return property.Missing(at + ".name")
		case names[strings.ToLower(name)]:
			return property.Invalid(at+".name", name)
		case !ok:
			return property.Missing(at + ".properties")
		}
		names[strings.ToLower(name)] = true
		for _, own := range []string{"provisioningState", "instanceView"} {
			document.Remove(properties, own)
		}
		if err := completeExtension(properties); err != nil {
			return err
		}
	}
	all := readInstalled(profile, profileExtensions)
	for _, one := range all {
		for _, before := range document.Array(one.properties, "provisionAfterExtensions") {
			if name, _ := before.(string); !names[strings.ToLower(name)] {
				return property.Invalid("provisionAfterExtensions", before)
			}
		}
	}
	if err := checkHandlers(all, catalogue.SystemOf(profile)); err != nil {
		return err
	}
	return checkExtensionIdentities(portOf(all), held)
}
