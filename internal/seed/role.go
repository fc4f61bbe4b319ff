package seed

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const roleVersion = "?api-version=2022-04-01"

// nameOf is a GUID that follows from what it is for, so that the same seed has
// the same names.
func nameOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.ToLower("azimuth seed\x00" + strings.Join(parts, "\x00"))))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// scope is the id of a scope: "/", "subscription" (also ""), an id, an id beneath
// the subscription such as "/resourceGroups/app/providers/...", or a resource
// group's name. The root is "".
func (a *applying) scope(line int, text string) (string, error) {
	id := text
	switch lower := strings.ToLower(text); {
	case text == "/":
		return "", nil
	case text == "", lower == "subscription":
		return a.Subscription(), nil
	case strings.HasPrefix(lower, "/resourcegroups/"):
		id = a.Subscription() + text
	case !strings.HasPrefix(text, "/"):
		id = a.groupID(text)
	}
	if _, err := resource.ParseID(id); err != nil {
		return "", &Error{Line: line, What: "scope " + text, Err: err}
	}
	return strings.TrimSuffix(id, "/"), nil
}

// roles makes the custom roles.
func (a *applying) roles() error {
	for _, r := range a.file.RoleDefinitions {
		scopes := make([]string, 0, len(r.Scopes)+1)
		for _, text := range r.Scopes {
			scope, err := a.scope(r.line, text)
			if err != nil {
				return err
			}
			scopes = append(scopes, orElse(scope, "/"))
		}
		if len(scopes) == 0 {
			scopes = append(scopes, a.Subscription())
		}
		permission := map[string]any{
			"actions": list(r.Actions), "notActions": list(r.NotActions), "dataActions": list(r.DataActions), "notDataActions": list(r.NotDataActions),
		}
		id := a.Subscription() + "/providers/Microsoft.Authorization/roleDefinitions/" + orElse(r.ID, nameOf("role", a.Subscription(), r.Name))
		_, err := a.Manager(a.ctx, http.MethodPut, id+roleVersion, map[string]any{"properties": map[string]any{
			"roleName": r.Name, "type": "CustomRole", "description": r.Description, "permissions": []any{permission}, "assignableScopes": scopes,
		}})
		if err != nil {
			return failed(r.line, "role "+r.Name, err)
		}
	}
	return nil
}

func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

// assignments gives the roles.
func (a *applying) assignments() error {
	for _, r := range a.file.RoleAssignments {
		if err := a.assign(r.line, r.Role, r.To, r.Scope); err != nil {
			return err
		}
	}
	for _, g := range a.file.ResourceGroups {
		for _, i := range g.Identities {
			if err := a.grant("identity "+g.Name+"/"+i.Name, g.Name, i.Roles); err != nil {
				return err
			}
		}
		for _, m := range g.Machines {
			if err := a.grant("machine "+g.Name+"/"+m.Name, g.Name, m.Roles); err != nil {
				return err
			}
		}
		for _, m := range g.ScaleSets {
			if err := a.grant("scaleSet "+g.Name+"/"+m.Name, g.Name, m.Roles); err != nil {
				return err
			}
		}
	}
	return nil
}

// grant gives what stands in a resource group roles, at that group unless they say otherwise.
func (a *applying) grant(to, group string, grants []grant) error {
	for _, g := range grants {
		if err := a.assign(g.line, g.Role, to, orElse(g.Scope, group)); err != nil {
			return err
		}
	}
	return nil
}

func (a *applying) assign(line int, role, to, at string) error {
	what := "role " + role + " for " + to
	p, err := a.principal(line, to)
	if err != nil {
		return err
	}
	scope, err := a.scope(line, at)
	if err != nil {
		return err
	}
	definition, err := a.roleID(line, scope, role)
	if err != nil {
		return failed(line, what, err)
	}
	properties := map[string]any{"roleDefinitionId": definition, "principalId": p.id}
	if p.kind != "" {
		properties["principalType"] = p.kind
	}
	id := scope + "/providers/Microsoft.Authorization/roleAssignments/" + nameOf(scope, role, p.id)
	_, err = a.Manager(a.ctx, http.MethodPut, escaped(id)+roleVersion, map[string]any{"properties": properties})
	if refused, ok := errors.AsType[*RefusedError](err); ok && refused.Code == "RoleAssignmentExists" {
		return nil
	}
	return failed(line, what, err)
}

func (a *applying) roleID(line int, scope, role string) (string, error) {
	base := escaped(scope) + "/providers/Microsoft.Authorization/roleDefinitions"
	if resource.IsGUID(role) {
		return scope + "/providers/Microsoft.Authorization/roleDefinitions/" + role, nil
	}
	filter := "roleName eq '" + strings.ReplaceAll(role, "'", "''") + "'"
	found, err := a.Manager(a.ctx, http.MethodGet, base+roleVersion+"&$filter="+url.QueryEscape(filter), nil)
	if err != nil {
		return "", err
	}
	all := document.Array(found, "value")
	if len(all) != 1 {
		return "", wrongAt(line, "%d roles have the name %q at the scope %s", len(all), role, orElse(scope, "/"))
	}
	return document.String(all[0], "id"), nil
}

// escaped is an id as the path of an address.
func escaped(id string) string { return (&url.URL{Path: id}).EscapedPath() }
