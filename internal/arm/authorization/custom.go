package authorization

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// writeDefinition checks a custom role: a name of its own, permissions, and
// scopes at each of which the caller may write roles.
func (a authorization) writeDefinition(ctx context.Context, w *arm.Write) error {
	id := strings.ToLower(w.ID.Name())
	if err := a.builtIn(w.ID); err != nil {
		return err
	}
	name := document.String(w.Properties, "roleName")
	if name == "" {
		return invalidRole("roleName", "the role definition has no name")
	}
	for _, other := range a.roles.Definitions() {
		if strings.EqualFold(other.Name, name) && other.ID != id {
			return resource.Conflict("RoleDefinitionWithSameNameExists", "A custom role with the name '%s' already exists in this directory. Use a different name.", name)
		}
	}
	scopes, err := texts(w.Properties, "assignableScopes")
	if err != nil {
		return err
	}
	if len(scopes) == 0 {
		return invalidRole("assignableScopes", "a custom role needs at least one assignable scope")
	}
	linked := make([]resource.ID, len(scopes))
	for i, text := range scopes {
		scope, err := resource.ParseID(text)
		if err != nil || scope.IsRoot() {
			return invalidRole("assignableScopes", "'"+text+"' is no scope that a custom role may have")
		}
		linked[i] = scope
	}
	if len(document.Array(w.Properties, "permissions")) == 0 {
		return invalidRole("permissions", "the role definition has no permissions")
	}
	return w.Require(ctx, definitionType+"/write", linked...)
}

// builtIn refuses to change a role that is built in.
func (a authorization) builtIn(id resource.ID) error {
	if present, ok := a.roles.Definition(id.Name()); ok && present.Type == rbac.BuiltInRole {
		return resource.Invalid("RoleDefinitionIsBuiltIn", "The role definition '%s' is built in and can be neither changed nor deleted.", present.Name)
	}
	return nil
}

func invalidRole(target, why string) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidRoleDefinition", Target: target, Message: "The role definition is not valid: " + why + "."}
}

func (a authorization) storeDefinition(w *arm.Write) (resource.Document, error) {
	now := w.Engine().Sources.Now().UTC()
	role := rbac.RoleDefinition{
		ID:          w.ID.Name(),
		Name:        document.String(w.Properties, "roleName"),
		Description: document.String(w.Properties, "description"),
		Type:        rbac.CustomRole,
		CreatedOn:   now,
		CreatedBy:   w.Caller.ObjectID,
		UpdatedOn:   now,
		UpdatedBy:   w.Caller.ObjectID,
	}
	if old, ok := a.roles.Definition(role.ID); ok {
		role.CreatedOn, role.CreatedBy = old.CreatedOn, old.CreatedBy
	}
	var err error
	if role.AssignableScopes, err = texts(w.Properties, "assignableScopes"); err != nil {
		return resource.Document{}, err
	}
	for _, element := range document.Array(w.Properties, "permissions") {
		permission, err := permissionOf(element)
		if err != nil {
			return resource.Document{}, err
		}
		role.Permissions = append(role.Permissions, permission)
	}
	shown := role
	shown.CreatedBy = "" // as Azure's answers to writes have it; reading shows it
	w.Record = recordOf(shown, w.ID.Subscription())
	return role.Document(), nil
}

func permissionOf(element any) (p rbac.Permission, err error) {
	p.Condition, p.ConditionVersion = document.String(element, "condition"), document.String(element, "conditionVersion")
	for member, list := range map[string]*[]string{"actions": &p.Actions, "notActions": &p.NotActions, "dataActions": &p.DataActions, "notDataActions": &p.NotDataActions} {
		if *list, err = texts(element, member); err != nil {
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

// deleteDefinition refuses to delete a role that somebody has.
func (a authorization) deleteDefinition(ctx context.Context, r *arm.Removal) error {
	index := resource.Index{Name: rbac.IndexRole, Value: strings.ToLower(r.ID.Name())}
	holders, err := r.Unit.Find(ctx, index.Name, index.Value)
	if err != nil {
		return err
	}
	if len(holders) > 0 {
		return resource.Invalid("RoleDefinitionHasAssignments", "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments). Number of assignments: %d.", len(holders))
	}
	r.Unit.NothingHolds(index)
	return nil
}
