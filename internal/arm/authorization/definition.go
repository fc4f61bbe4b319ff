package authorization

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

const definitionType = "Microsoft.Authorization/roleDefinitions"

func (a authorization) roleDefinition() *arm.ResourceType {
	return &arm.ResourceType{
		Name:          "roleDefinitions",
		Display:       "Role Definitions",
		Scope:         arm.OnAnything,
		Versions:      definitionVersions,
		AlwaysCreated: true,
		DeleteShows:   true,
		Undeletable:   func(_ context.Context, _ *arm.Unit, id resource.ID) error { return a.builtIn(id) },
		NoPatch:       true,
		CheckName:     checkDefinitionName,
		Key:           func(id resource.ID) string { return rbac.DefinitionKey(id.Name()) },
		Parse:         parseDefinition,
		Stored:        a.storeDefinition,
		Write:         a.writeDefinition,
		Delete:        a.deleteDefinition,
		Get:           a.getDefinition,
		List:          a.listDefinitions,
		Missing:       missingDefinition,
		Show:          showDefinition,
	}
}

func missingDefinition(id resource.ID) error {
	return resource.NotFound("RoleDefinitionDoesNotExist", "The specified role definition with ID '%s' does not exist.", strings.ReplaceAll(id.Name(), "-", ""))
}

func checkDefinitionName(name string) error {
	if resource.IsGUID(name) {
		return nil
	}
	return resource.Invalid("RoleDefinitionIdNotGuid", "The role definition ID '%s' is not valid. It must be a GUID.", name)
}

func parseDefinition(d resource.Document) (resource.Record, error) {
	role, err := rbac.ParseRoleDefinition(d)
	return recordOf(role, ""), err
}

// recordOf is a role definition as a resource. Its id names the subscription
// under which it was asked for, and otherwise none.
func recordOf(role rbac.RoleDefinition, subscription string) resource.Record {
	permissions := make([]any, len(role.Permissions))
	for i, p := range role.Permissions {
		shown := map[string]any{"actions": p.Actions, "notActions": p.NotActions, "dataActions": p.DataActions, "notDataActions": p.NotDataActions}
		if p.Condition != "" {
			shown["condition"], shown["conditionVersion"] = p.Condition, p.ConditionVersion
		}
		permissions[i] = shown
	}
	prefix := ""
	if subscription != "" {
		prefix = "/subscriptions/" + subscription
	}
	return resource.Record{
		ID:   prefix + "/providers/" + definitionType + "/" + role.ID,
		Type: definitionType,
		Properties: document.Write(map[string]any{
			"roleName":         role.Name,
			"type":             role.Type,
			"description":      role.Description,
			"assignableScopes": role.AssignableScopes,
			"permissions":      permissions,
			"createdOn":        timestamp(role.CreatedOn),
			"updatedOn":        timestamp(role.UpdatedOn),
			"createdBy":        orNull(role.CreatedBy),
			"updatedBy":        orNull(role.UpdatedBy),
		}),
	}
}

func (a authorization) getDefinition(ctx context.Context, c *arm.Call) (resource.Record, error) {
	role, ok := a.roles.Definition(c.ID.Name())
	if !ok {
		return resource.Record{}, c.Missing(ctx)
	}
	return recordOf(role, c.ID.Subscription()), nil
}

// listDefinitions lists the roles that may be assigned at the scope.
func (a authorization) listDefinitions(_ context.Context, c *arm.Call) ([]resource.Record, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "roleName", "type", "atScope", "atScopeAndBelow"); err != nil {
		return nil, err
	}
	name, byName := filter.Equals("roleName")
	kind, byKind := filter.Equals("type")
	var records []resource.Record
	for _, role := range a.roles.Definitions() {
		if byName && !strings.EqualFold(role.Name, name) || byKind && !strings.EqualFold(role.Type, kind) || !assignableAt(role, c.ID) {
			continue
		}
		records = append(records, recordOf(role, c.ID.Subscription()))
	}
	return records, nil
}

// assignableAt reports whether a role may be assigned at a scope: at one of its
// assignable scopes or beneath one.
func assignableAt(role rbac.RoleDefinition, scope resource.ID) bool {
	for _, text := range role.AssignableScopes {
		if assignable, err := resource.ParseID(text); err == nil && (scope.IsRoot() || scope.Within(assignable)) {
			return true
		}
	}
	return false
}

// showDefinition hides what came with later api-versions.
func showDefinition(_ context.Context, s *arm.Shown) error {
	if !s.Version.Before("2018-01-01") {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	for _, permission := range document.Array(properties, "permissions") {
		if p, ok := permission.(map[string]any); ok {
			delete(p, "dataActions")
			delete(p, "notDataActions")
		}
	}
	return nil
}
