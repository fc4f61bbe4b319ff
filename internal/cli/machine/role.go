package machine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Grant gives all identities of the machine with the id a role, named by its
// name or its GUID, at a scope; "" is the machine's resource group.
func (m Maker) Grant(ctx context.Context, machine, role, scope string) error {
	holder, _ := holderOf(machine)
	at, err := resource.ParseID(holder)
	if err != nil {
		return err
	}
	if scope == "" {
		scope = groupID(m.Client, at.ResourceGroup())
	}
	scope = strings.TrimSuffix(scope, "/")
	definition, err := m.role(ctx, scope, role)
	if err != nil {
		return err
	}
	var held holding
	if err := m.Client.Get(ctx, holder, computeVersion, &held); err != nil {
		return err
	}
	principals := held.principals()
	if len(principals) == 0 {
		return fmt.Errorf("%s has no identity to give the role %s to", holder, role)
	}
	for _, principal := range principals {
		if err := m.grant(ctx, scope, definition, principal); err != nil {
			return err
		}
	}
	return nil
}

// principals are the object ids of all identities.
func (h holding) principals() []string {
	var ids []string
	if h.Identity.PrincipalID != "" {
		ids = append(ids, h.Identity.PrincipalID)
	}
	for _, identity := range h.Identity.UserAssignedIdentities {
		ids = append(ids, identity.PrincipalID)
	}
	return ids
}

// definition is a role.
type definition struct{ id, name string }

// role finds a role by its GUID or its name.
func (m Maker) role(ctx context.Context, scope, role string) (definition, error) {
	base := scope + "/providers/" + definitionType
	if resource.IsGUID(role) {
		var found struct {
			ID         string
			Properties struct{ RoleName string }
		}
		err := m.Client.Get(ctx, base+"/"+role, roleVersion, &found)
		if client.IsMissing(err) {
			err = fmt.Errorf("there is no role %s", role)
		}
		return definition{found.ID, found.Properties.RoleName}, err
	}
	filter := "roleName eq '" + strings.ReplaceAll(role, "'", "''") + "'"
	found, err := list(ctx, m.Client, base+"?$filter="+url.QueryEscape(filter), roleVersion)
	switch {
	case err != nil:
		return definition{}, err
	case len(found) == 0:
		return definition{}, fmt.Errorf("there is no role %q that can be given at %s", role, orRoot(scope))
	case len(found) > 1:
		return definition{}, errors.New("more than one role has the name " + role + ": give its GUID")
	}
	return definition{found[0].ID, role}, nil
}

func orRoot(scope string) string {
	if scope == "" {
		return "/"
	}
	return scope
}

// grant assigns a role; the same assignment may be there already.
func (m Maker) grant(ctx context.Context, scope string, role definition, principal string) error {
	id := scope + "/providers/" + roleAssignment + "/" + m.Sources.NewGUID()
	err := m.Client.Call(ctx, http.MethodPut, id, roleVersion, map[string]any{"properties": map[string]any{
		"roleDefinitionId": role.id, "principalId": principal, "principalType": servicePrincipals,
	}}, nil)
	if client.HasCode(err, "RoleAssignmentExists") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("giving the role %s: %w", role.name, err)
	}
	m.Done("gave the role " + role.name + " at " + orRoot(scope))
	return nil
}
