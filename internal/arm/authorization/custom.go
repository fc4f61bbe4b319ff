package authorization

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// writeDefinition checks a custom role: a name of its own, permissions, and
// scopes at each of which the caller may write roles: those that the role is to
// have, and those that it has, where the change acts too.
func (a authorization) writeDefinition(ctx context.Context, w *arm.Write) error {
	id := strings.ToLower(w.ID.Name())
	if err := a.builtIn(w.ID); err != nil {
		return err
	}
	if err := checkTexts(w.Properties); err != nil {
		return err
	}
	name := document.String(w.Properties, "roleName")
	for _, other := range a.roles.Definitions() {
		if strings.EqualFold(other.Name, name) && other.ID != id {
			return resource.Conflict("RoleDefinitionWithSameNameExists", "A custom role with the name '%s' already exists in this directory. Use a different name.", name)
		}
	}
	scopes, err := readAssignableScopes(w.Properties)
	if err != nil {
		return err
	}
	if _, err := readPermissions(w.Properties); err != nil {
		return err
	}
	if w.Old == nil {
		if err := a.checkRoleLimit(); err != nil {
			return err
		}
		return w.Require(ctx, definitionType+"/write", scopes...)
	}
	old, err := readAssignableScopes(w.OldProperties)
	if err != nil {
		return err
	}
	if err := w.Require(ctx, definitionType+"/write", union(scopes, old)...); err != nil {
		return err
	}
	return keepAssignable(ctx, w.Unit, id, scopes)
}

// builtIn refuses to change a role that is built in.
func (a authorization) builtIn(id resource.ID) error {
	if present, ok := a.roles.Definition(id.Name()); ok && present.Type == rbac.BuiltInRole {
		return resource.Invalid("RoleDefinitionIsBuiltIn", "The role definition '%s' is built in and can be neither changed nor deleted.", present.Name)
	}
	return nil
}

// union is all ids of both lists, each once.
func union(x, y []resource.ID) []resource.ID {
	all := slices.Clone(x)
	for _, id := range y {
		if !slices.ContainsFunc(all, id.Equal) {
			all = append(all, id)
		}
	}
	return all
}

// keepAssignable refuses to take a scope from a role at which it is assigned.
// An assignment that is made at the very same moment may slip through; it then
// grants what it says, at a scope at which no second one can be made.
func keepAssignable(ctx context.Context, u *arm.Unit, role string, scopes []resource.ID) error {
	assigned, err := u.Find(ctx, rbac.IndexRole, role)
	if err != nil {
		return err
	}
	for _, d := range assigned {
		assignment, err := rbac.ParseRoleAssignment(d)
		if err != nil {
			return err
		}
		at, err := resource.ParseID(assignment.Scope)
		if err != nil {
			return err
		}
		if !at.IsRoot() && !slices.ContainsFunc(scopes, at.Within) {
			return resource.Invalid("RoleDefinitionHasAssignments", "The assignable scopes of the role cannot be changed so that they leave out '%s': there are existing role assignments referencing role (code: RoleDefinitionHasAssignments).", assignment.Scope)
		}
	}
	return nil
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
	if role.Permissions, err = readPermissions(w.Properties); err != nil {
		return resource.Document{}, err
	}
	shown := role
	shown.CreatedBy = "" // as Azure's answers to writes have it; reading shows it
	w.Record = recordOf(shown, w.ID.Subscription())
	return role.Document(), nil
}

// deleteDefinition refuses to delete a role that somebody has, or that acts
// where the caller may not delete roles.
func (a authorization) deleteDefinition(ctx context.Context, r *arm.Removal) error {
	role, ok := a.roles.Definition(r.ID.Name())
	if !ok {
		return resource.ErrConflict // it went since the unit read it
	}
	var scopes []resource.ID
	for _, text := range role.AssignableScopes {
		scope, err := resource.ParseID(text)
		if err != nil {
			return err
		}
		scopes = append(scopes, scope)
	}
	if err := r.Require(ctx, definitionType+"/delete", scopes...); err != nil {
		return err
	}
	index := resource.Index{Name: rbac.IndexRole, Value: role.ID}
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

// heldTogether makes an assignment depend on the custom role that it gives: a
// role that goes, or changes its scopes, at the same moment comes before it or after it.
func heldTogether(ctx context.Context, u *arm.Unit, role rbac.RoleDefinition) error {
	if role.Type != rbac.CustomRole {
		return nil
	}
	_, err := u.Get(ctx, rbac.DefinitionKey(role.ID))
	if errors.Is(err, resource.ErrNotFound) {
		return resource.ErrConflict
	}
	return err
}
