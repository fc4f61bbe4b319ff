package policy

import (
	_ "embed" // the rule of the built-in definitions
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// assignIdentity is the rule that both built-in definitions have, one for each
// kind of machine: it is ours, by the behaviour that Microsoft's article "Use Azure
// Policy to assign managed identities" describes. Names, parameters and effects
// are Azure's.
//
//go:embed assign-identity.json
var assignIdentity string

// identityID is the id of the identity that a machine is to have.
const identityID = "[if(parameters('bringYourOwnUserAssignedManagedIdentity'), " +
	"if(parameters('restrictBringYourOwnUserAssignedIdentityToSubscription'), " +
	"concat(subscription().id, '/resourceGroups/', trim(parameters('identityResourceGroup')), '/providers/Microsoft.ManagedIdentity/userAssignedIdentities/', trim(parameters('userAssignedIdentityName'))), " +
	"trim(parameters('userAssignedIdentityResourceId'))), " +
	"concat(subscription().id, '/resourceGroups/Built-In-Identity-RG/providers/Microsoft.ManagedIdentity/userAssignedIdentities/Built-In-Identity-', field('location')))]"

// publishedVersion is that of the definitions which Azure's reference lists.
const publishedVersion = "1.0.5-preview"

// builtIns are the definitions that Azure brings and are served here, in the order
// of their names. They are read when somebody wants one: a server is to be there at once.
var builtIns = sync.OnceValue(func() []*defined {
	all := []*defined{
		machineIdentity("516187d4-ef64-4a1b-ad6b-a7348502976c", "Virtual Machine Scale Sets", "Microsoft.Compute/virtualMachineScaleSets"),
		machineIdentity("d367bd60-64ca-4364-98ea-276775bddd94", "Virtual Machines", "Microsoft.Compute/virtualMachines"),
	}
	slices.SortFunc(all, func(x, y *defined) int { return strings.Compare(x.id.Key(), y.id.Key()) })
	return all
})

// builtIn is the definition of those with an id, or nil.
func builtIn(id resource.ID) *defined {
	all := builtIns()
	if i := slices.IndexFunc(all, func(d *defined) bool { return d.id.Key() == id.Key() }); i >= 0 {
		return all[i]
	}
	return nil
}

func machineIdentity(guid, kinds, machine string) *defined {
	text := strings.NewReplacer("MACHINE-TYPE", machine, "IDENTITY-ID", identityID).Replace(assignIdentity)
	value, err := document.Read([]byte(text))
	if err != nil {
		panic(fmt.Sprintf("policy: a built-in definition cannot be read: %v", err))
	}
	properties := value.(map[string]any)
	properties["displayName"] = "[Preview]: Assign Built-In User-Assigned Managed Identity to " + kinds
	properties["description"] = "Gives " + strings.ToLower(kinds) + " a user-assigned managed identity: one for each region, which is made where it is missing, or one of your own."
	properties["metadata"] = map[string]any{"version": publishedVersion, "category": "Managed Identity", "preview": true}
	properties["version"] = publishedVersion
	definition, err := policy.ParseDefinition(properties)
	if err != nil {
		panic(fmt.Sprintf("policy: a built-in definition is wrong: %v", err))
	}
	id := resource.MustParseID("/providers/" + definitionType + "/" + guid)
	return &defined{
		id: id, definition: definition, properties: properties, builtIn: true,
		record: resource.Record{ID: id.String(), Type: definitionType, Properties: document.Write(properties)},
	}
}
