package steps

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/azimuthid/azimuth/internal/cli/demo"
	"github.com/azimuthid/azimuth/internal/minimal"
)

// The api-versions that are asked for.
const (
	groupVersion    = "2021-04-01"
	networkVersion  = "2023-11-01"
	computeVersion  = "2024-07-01"
	identityVersion = "2023-01-31"
	roleVersion     = "2022-04-01"
)

func createGroup(ctx context.Context, s session) (any, error) {
	var made demo.Group
	body := map[string]any{"location": s.getenv(demo.VarLocation)}
	return &made, s.client.Call(ctx, http.MethodPut, s.group(), groupVersion, body, &made)
}

func createNetwork(ctx context.Context, s session) (any, error) {
	var made struct {
		ID         string
		Properties struct{ Subnets []struct{ ID string } }
	}
	body := map[string]any{
		"location": s.getenv(demo.VarLocation),
		"properties": map[string]any{
			"addressSpace": map[string]any{"addressPrefixes": []string{"10.0.0.0/16"}},
			"subnets":      []any{map[string]any{"name": s.getenv(demo.VarSubnet), "properties": map[string]any{"addressPrefix": "10.0.0.0/24"}}},
		},
	}
	id := s.in("Microsoft.Network/virtualNetworks", s.getenv(demo.VarNetwork))
	if err := s.client.Call(ctx, http.MethodPut, id, networkVersion, body, &made); err != nil {
		return nil, err
	}
	if len(made.Properties.Subnets) != 1 {
		return nil, fmt.Errorf("the network has %d subnets in place of one", len(made.Properties.Subnets))
	}
	return demo.Network{ID: made.ID, SubnetID: made.Properties.Subnets[0].ID}, nil
}

func createIdentity(ctx context.Context, s session) (any, error) {
	var made struct {
		ID         string
		Properties struct{ PrincipalID, ClientID string }
	}
	body := map[string]any{"location": s.getenv(demo.VarLocation)}
	id := s.in("Microsoft.ManagedIdentity/userAssignedIdentities", s.getenv(demo.VarIdentity))
	err := s.client.Call(ctx, http.MethodPut, id, identityVersion, body, &made)
	return demo.Identity{ID: made.ID, PrincipalID: made.Properties.PrincipalID, ClientID: made.Properties.ClientID}, err
}

func createScaleSet(ctx context.Context, s session) (any, error) {
	body := minimal.ScaleSet(s.getenv(demo.VarScaleSet), s.getenv(demo.VarLocation), s.getenv(demo.VarSubnetID), 2)
	body["identity"] = s.bothKinds()
	return s.changeScaleSet(ctx, http.MethodPut, body)
}

func addIdentity(ctx context.Context, s session) (any, error) {
	return s.changeScaleSet(ctx, http.MethodPatch, map[string]any{"identity": s.bothKinds()})
}

func removeIdentity(ctx context.Context, s session) (any, error) {
	return s.changeScaleSet(ctx, http.MethodPatch, map[string]any{"identity": map[string]any{"type": "None"}})
}

// bothKinds is the system-assigned identity and the one that the step names.
func (s session) bothKinds() map[string]any {
	return map[string]any{
		"type":                   "SystemAssigned, UserAssigned",
		"userAssignedIdentities": map[string]any{s.getenv(demo.VarIdentityID): struct{}{}},
	}
}

func (s session) changeScaleSet(ctx context.Context, method string, body any) (any, error) {
	var shown struct {
		ID         string
		Sku        struct{ Capacity int }
		Properties struct{ UpgradePolicy struct{ Mode string } }
		Identity   *struct {
			Type, PrincipalID      string
			UserAssignedIdentities map[string]struct{ PrincipalID, ClientID string }
		}
	}
	if err := s.client.Call(ctx, method, s.scaleSet(), computeVersion, body, &shown); err != nil {
		return nil, err
	}
	set := demo.ScaleSet{
		ID: shown.ID, UpgradeMode: shown.Properties.UpgradePolicy.Mode, Capacity: shown.Sku.Capacity,
		IdentityType: "None", UserAssigned: []demo.Identity{},
	}
	if shown.Identity == nil {
		return set, nil
	}
	set.IdentityType, set.PrincipalID = shown.Identity.Type, shown.Identity.PrincipalID
	for id, identity := range shown.Identity.UserAssignedIdentities {
		set.UserAssigned = append(set.UserAssigned, demo.Identity{ID: id, PrincipalID: identity.PrincipalID, ClientID: identity.ClientID})
	}
	return set, nil
}

func assignRole(ctx context.Context, s session) (any, error) {
	scope, name := s.getenv(demo.VarScope), s.getenv(demo.VarRole)
	var roles struct{ Value []struct{ ID string } }
	filter := "?$filter=" + url.QueryEscape("roleName eq '"+name+"'")
	if err := s.client.Get(ctx, scope+"/providers/Microsoft.Authorization/roleDefinitions"+filter, roleVersion, &roles); err != nil {
		return nil, err
	}
	if len(roles.Value) != 1 {
		return nil, fmt.Errorf("%d roles have the name %s", len(roles.Value), name)
	}
	var made struct {
		ID         string
		Properties demo.Assignment
	}
	id := scope + "/providers/Microsoft.Authorization/roleAssignments/" + s.sources.NewGUID()
	err := s.client.Call(ctx, http.MethodPut, id, roleVersion, map[string]any{"properties": map[string]any{
		"roleDefinitionId": roles.Value[0].ID, "principalId": s.getenv(demo.VarPrincipalID), "principalType": "ServicePrincipal",
	}}, &made)
	made.Properties.ID = made.ID
	return made.Properties, err
}
