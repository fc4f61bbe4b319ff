package seed

import (
	"context"
	"maps"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/minimal"
)

// The api-versions that are asked for.
const (
	groupVersion    = "?api-version=2021-04-01"
	networkVersion  = "?api-version=2023-11-01"
	computeVersion  = "?api-version=2024-07-01"
	identityVersion = "?api-version=2023-01-31"
)

// network is the virtual network that the machines of a group share.
const network = "azimuth-net"

func (a *applying) groupID(name string) string { return a.Subscription() + "/resourceGroups/" + name }

// resourceGroups makes the groups with all that is in them.
func (a *applying) resourceGroups() error {
	for _, g := range a.file.ResourceGroups {
		g.Location = orElse(g.Location, a.file.Location)
		body := map[string]any{"location": g.Location}
		if g.Tags != nil {
			body["tags"] = g.Tags
		}
		if _, err := a.Manager(a.ctx, http.MethodPut, escaped(a.groupID(g.Name))+groupVersion, body); err != nil {
			return failed(g.line, "resource group "+g.Name, err)
		}
		for _, i := range g.Identities {
			if err := a.identity(g, i); err != nil {
				return failed(i.line, "identity "+i.Name, err)
			}
		}
		for _, m := range g.Machines {
			if err := a.machine(g, m); err != nil {
				return failed(m.line, "machine "+m.Name, err)
			}
		}
		for _, m := range g.ScaleSets {
			if err := a.scaleSet(g, m); err != nil {
				return failed(m.line, "scale set "+m.Name, err)
			}
		}
	}
	return nil
}

// put makes a resource, or replaces it.
func (a *applying) put(ctx context.Context, id, version string, body map[string]any) (any, error) {
	return a.Manager(ctx, http.MethodPut, escaped(id)+version, body)
}

// find reads a resource; nil for none.
func (a *applying) find(id, version string) (any, error) {
	found, err := a.Manager(a.ctx, http.MethodGet, escaped(id)+version, nil)
	if isMissing(err) {
		return nil, nil //nolint:nilnil // none
	}
	return found, err
}

func identityID(group, name string) string {
	return group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name
}

func (a *applying) identity(g resourceGroup, i identity) error {
	id := identityID(a.groupID(g.Name), i.Name)
	found, err := a.find(id, identityVersion)
	if err != nil {
		return err
	}
	if found == nil || i.Tags != nil {
		body := map[string]any{"location": g.Location}
		if i.Tags != nil {
			body["tags"] = i.Tags
		}
		ctx := a.ctx
		if found == nil {
			ctx = a.with(i.PrincipalID, i.ClientID)
		}
		if found, err = a.put(ctx, id, identityVersion, body); err != nil {
			return err
		}
	}
	for member, wanted := range map[string]string{"properties.principalId": i.PrincipalID, "properties.clientId": i.ClientID} {
		if err := a.sameID(i.line, wanted, found, member); err != nil {
			return err
		}
	}
	a.principals[strings.ToLower("identity "+g.Name+"/"+i.Name)] = principal{document.String(found, "properties.principalId"), "ServicePrincipal"}
	for _, c := range i.FederatedCredentials {
		if _, err := a.put(a.ctx, id+"/federatedIdentityCredentials/"+c.Name, identityVersion, map[string]any{"properties": c.properties()}); err != nil {
			return failed(c.line, "federated credential "+c.Name, err)
		}
	}
	return nil
}

// identityOf is what the body of a machine says of its identities; nil for one
// that says nothing. A name is of an identity in the same group, GROUP/NAME of
// one in another.
func (a *applying) identityOf(g resourceGroup, m machine) map[string]any {
	if m.Identity == nil {
		return nil
	}
	system, users := false, make(map[string]any)
	for _, name := range m.Identity {
		group, rest, other := strings.Cut(name, "/")
		switch {
		case strings.EqualFold(name, "system"):
			system = true
		case strings.HasPrefix(name, "/"):
			users[name] = map[string]any{}
		case other:
			users[identityID(a.groupID(group), rest)] = map[string]any{}
		default:
			users[identityID(a.groupID(g.Name), name)] = map[string]any{}
		}
	}
	body := map[string]any{"type": "None"}
	switch {
	case system && len(users) > 0:
		body["type"] = "SystemAssigned, UserAssigned"
	case system:
		body["type"] = "SystemAssigned"
	case len(users) > 0:
		body["type"] = "UserAssigned"
	}
	if len(users) > 0 {
		body["userAssignedIdentities"] = users
	}
	return body
}

// subnet is the one that the machines of a group are in.
func (a *applying) subnet(g resourceGroup) (string, error) {
	id := a.groupID(g.Name) + "/providers/Microsoft.Network/virtualNetworks/" + network
	found, err := a.find(id, networkVersion)
	if err == nil && found == nil {
		_, err = a.put(a.ctx, id, networkVersion, map[string]any{"location": g.Location, "properties": minimal.Network()})
	}
	return id + "/subnets/" + minimal.SubnetName, err
}

// machine makes a machine; one that is there keeps what the seed does not name.
func (a *applying) machine(g resourceGroup, m machine) error {
	id := a.groupID(g.Name) + "/providers/Microsoft.Compute/virtualMachines/" + m.Name
	found, err := a.find(id, computeVersion)
	if err != nil {
		return err
	}
	change := make(map[string]any)
	if m.Size != "" {
		change["properties"] = map[string]any{"hardwareProfile": map[string]any{"vmSize": m.Size}}
	}
	if found == nil {
		subnet, err := a.subnet(g)
		if err != nil {
			return err
		}
		nic := a.groupID(g.Name) + "/providers/Microsoft.Network/networkInterfaces/" + m.Name + "-nic"
		if _, err := a.put(a.ctx, nic, networkVersion, map[string]any{"location": g.Location, "properties": minimal.Interface(subnet)}); err != nil {
			return err
		}
		change = document.Merge(minimal.VM(m.Name, g.Location, nic), change).(map[string]any)
	}
	return a.makeOrChange("machine", id, found, g, m, change)
}

// scaleSet makes a scale set, or changes one in the same way.
func (a *applying) scaleSet(g resourceGroup, m machine) error {
	id := a.groupID(g.Name) + "/providers/Microsoft.Compute/virtualMachineScaleSets/" + m.Name
	found, err := a.find(id, computeVersion)
	if err != nil {
		return err
	}
	sku := make(map[string]any)
	if m.Size != "" {
		sku["name"] = m.Size
	}
	if m.Instances != nil {
		sku["capacity"] = *m.Instances
	}
	change := make(map[string]any)
	if len(sku) > 0 {
		change["sku"] = sku
	}
	if found == nil {
		subnet, err := a.subnet(g)
		if err != nil {
			return err
		}
		change = document.Merge(minimal.ScaleSet(m.Name, g.Location, subnet, 1), change).(map[string]any)
	}
	return a.makeOrChange("scaleSet", id, found, g, m, change)
}

func (a *applying) makeOrChange(kind, id string, found any, g resourceGroup, m machine, change map[string]any) error {
	body := maps.Clone(change)
	if held := a.identityOf(g, m); held != nil {
		body["identity"] = held
	}
	if m.Tags != nil {
		body["tags"] = m.Tags
	}
	method := http.MethodPut
	if found != nil {
		method = http.MethodPatch
	}
	if found == nil || len(body) > 0 {
		var err error
		if found, err = a.Manager(a.ctx, method, escaped(id)+computeVersion, body); err != nil {
			return err
		}
	}
	a.principals[strings.ToLower(kind+" "+g.Name+"/"+m.Name)] = principal{document.String(found, "identity.principalId"), "ServicePrincipal"}
	return nil
}
