package machine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/identity"
)

// The extensions that answered for managed identities before the metadata service
// did, one for each system.
const (
	identityPublisher  = "Microsoft.ManagedIdentity"
	identityExtensions = "ManagedIdentityExtensionFor"
)

// TokenPort is the port at which the extension for managed identities answers on
// the machine with the id, or 0 where the machine has none, or it names no port.
func TokenPort(ctx context.Context, c *client.Client, id string) (uint16, error) {
	holder := id
	if set, _, ok := strings.Cut(id, instancesSegment); ok && strings.Contains(strings.ToLower(set), strings.ToLower("/"+identity.ScaleSetType+"/")) {
		holder = set // the instances have those of their scale set
	}
	all, err := list(ctx, c, holder+"/extensions", computeVersion)
	if err != nil {
		return 0, err
	}
	for _, entry := range all {
		var e struct {
			Publisher, Type string
			Settings        struct{ Port uint16 }
		}
		if err := json.Unmarshal(entry.Properties, &e); err != nil {
			return 0, fmt.Errorf("%s: %w", entry.ID, err)
		}
		if strings.EqualFold(e.Publisher, identityPublisher) && strings.HasPrefix(strings.ToLower(e.Type), strings.ToLower(identityExtensions)) {
			return e.Settings.Port, nil
		}
	}
	return 0, nil
}
