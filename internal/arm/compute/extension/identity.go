package extension

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

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
func (i Installed) servesIdentities() bool {
	kind := document.String(i.Properties, "type")
	return strings.EqualFold(document.String(i.Properties, "publisher"), identityPublisher) &&
		(strings.EqualFold(kind, "ManagedIdentityExtensionForWindows") || strings.EqualFold(kind, "ManagedIdentityExtensionForLinux"))
}

// Port is where the identity extension answers; 0 for other extensions, and for
// settings that name no port.
func (i Installed) Port() int {
	if !i.servesIdentities() {
		return 0
	}
	switch sent := document.At(i.Properties, "settings.port").(type) {
	case nil:
		return identityPort
	case json.Number, string:
		if port := document.Int(json.Number(fmt.Sprint(sent))); port > 0 && port <= 65535 {
			return port
		}
	}
	return 0
}

// PortOf is the port of the identity extension among extensions, or 0.
func PortOf(all []Installed) int {
	for _, one := range all {
		if port := one.Port(); port != 0 {
			return port
		}
	}
	return 0
}

// CheckIdentities refuses more identities than the identity extension serves.
func CheckIdentities(port int, held identity.Assigned) error {
	if port == 0 || len(held.User) <= identityMost {
		return nil
	}
	return resource.Invalid("InvalidIdentityValues", "The number of user-assigned identities, %d, exceeds the limit of %d for a machine with the managed identity extension.", len(held.User), identityMost)
}
