package authorization

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The limits of custom roles, from Microsoft's "Azure custom roles".
const (
	maxRoleName         = 512  // characters
	maxRoleDescription  = 2048 // characters
	maxAssignableScopes = 2000
)

func invalidRole(target, why string) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidRoleDefinition", Target: target, Message: "The role definition is not valid: " + why + "."}
}

// checkTexts checks the role's name and description.
func checkTexts(properties map[string]any) error {
	name := document.String(properties, "roleName")
	switch {
	case strings.TrimSpace(name) == "":
		return invalidRole("roleName", "the role definition has no name")
	case len([]rune(name)) > maxRoleName:
		return invalidRole("roleName", "the name has more than 512 characters")
	case len([]rune(document.String(properties, "description"))) > maxRoleDescription:
		return invalidRole("description", "the description has more than 2048 characters")
	}
	return nil
}

// readAssignableScopes reads the scopes at which the role may be assigned.
func readAssignableScopes(properties map[string]any) ([]resource.ID, error) {
	scopes, err := texts(properties, "assignableScopes")
	switch {
	case err != nil:
		return nil, err
	case len(scopes) == 0:
		return nil, invalidRole("assignableScopes", "a custom role needs at least one assignable scope")
	case len(scopes) > maxAssignableScopes:
		return nil, invalidRole("assignableScopes", "a custom role has 2000 assignable scopes at most")
	}
	ids := make([]resource.ID, len(scopes))
	managementGroups := 0
	for i, text := range scopes {
		id, err := resource.ParseID(text)
		if err != nil || id.IsRoot() || strings.Contains(text, "*") {
			return nil, invalidRole("assignableScopes", "'"+text+"' is no scope that a custom role may have")
		}
		if strings.EqualFold(id.Type(), "Microsoft.Management/managementGroups") {
			managementGroups++
		}
		ids[i] = id
	}
	if managementGroups > 1 {
		return nil, invalidRole("assignableScopes", "a custom role has one management group at most among its assignable scopes")
	}
	return ids, nil
}

// readPermissions reads what the role grants.
func readPermissions(properties map[string]any) ([]rbac.Permission, error) {
	elements := document.Array(properties, "permissions")
	if len(elements) == 0 {
		return nil, invalidRole("permissions", "the role definition has no permissions")
	}
	permissions := make([]rbac.Permission, len(elements))
	for i, element := range elements {
		p, err := permissionOf(element)
		if err != nil {
			return nil, err
		}
		if err := checkPermission(p); err != nil {
			return nil, err
		}
		permissions[i] = p
	}
	return permissions, nil
}

// checkPermission refuses patterns that no action can match, and a permission
// that only takes away: what it excludes, it excludes from its own actions.
func checkPermission(p rbac.Permission) error {
	for _, list := range [][]string{p.Actions, p.NotActions, p.DataActions, p.NotDataActions} {
		for _, action := range list {
			if !rbac.ValidPattern(action) {
				return resource.Invalid("InvalidActionOrNotAction", "'%s' does not match any of the actions supported by the providers.", action)
			}
		}
	}
	switch {
	case len(p.Actions) == 0 && len(p.NotActions) > 0:
		return invalidRole("permissions", "a permission has notActions and no actions from which they could be taken away")
	case len(p.DataActions) == 0 && len(p.NotDataActions) > 0:
		return invalidRole("permissions", "a permission has notDataActions and no dataActions from which they could be taken away")
	case len(p.Actions) == 0 && len(p.DataActions) == 0:
		return invalidRole("permissions", "a permission has neither actions nor dataActions")
	}
	return nil
}

func permissionOf(element any) (p rbac.Permission, err error) {
	object, ok := element.(map[string]any)
	if !ok {
		return p, invalidRole("permissions", "a permission is no object")
	}
	if err := checkCondition(object); err != nil {
		return p, err
	}
	if p.Condition = document.String(object, "condition"); p.Condition != "" {
		p.ConditionVersion = document.String(object, "conditionVersion")
	}
	for member, list := range map[string]*[]string{"actions": &p.Actions, "notActions": &p.NotActions, "dataActions": &p.DataActions, "notDataActions": &p.NotDataActions} {
		if *list, err = texts(object, member); err != nil {
			return p, err
		}
	}
	return p, nil
}

// texts is an array of strings; absent or null is none.
func texts(value any, member string) ([]string, error) {
	found, _, _ := document.Member(value, member)
	if found == nil {
		return []string{}, nil
	}
	elements, ok := found.([]any)
	list := make([]string, len(elements))
	for i, element := range elements {
		var isText bool
		list[i], isText = element.(string)
		ok = ok && isText
	}
	if !ok {
		return nil, invalidRole(member, "'"+member+"' must be an array of strings")
	}
	return list, nil
}
