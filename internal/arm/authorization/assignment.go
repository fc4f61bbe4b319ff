package authorization

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

const assignmentType = "Microsoft.Authorization/roleAssignments"

func (a authorization) roleAssignment() *arm.ResourceType {
	return &arm.ResourceType{
		Name:          "roleAssignments",
		Display:       "Role Assignments",
		Scope:         arm.OnAnything,
		Versions:      assignmentVersions,
		AlwaysCreated: true,
		DeleteShows:   true,
		NoPatch:       true,
		CheckName:     checkAssignmentName,
		Key:           func(id resource.ID) string { return id.Key() },
		Parse:         parseAssignment,
		Stored:        a.storeAssignment,
		Write:         a.writeAssignment,
		Delete:        a.deleteAssignment,
		List:          a.listAssignments,
		Missing: func(id resource.ID) error {
			return resource.NotFound("RoleAssignmentNotFound", "The role assignment '%s' is not found.", id.Name())
		},
		Show: showAssignment,
	}
}

func checkAssignmentName(name string) error {
	if resource.IsGUID(name) {
		return nil
	}
	return resource.Invalid("InvalidRoleAssignmentId", "The role assignment ID '%s' is not valid. The role assignment ID must be a GUID.", name)
}

func parseAssignment(d resource.Document) (resource.Record, error) {
	assignment, err := rbac.ParseRoleAssignment(d)
	return assignmentRecord(assignment, ""), err
}

// assignmentRecord is a role assignment as a resource. The id of its role names
// the subscription of its scope, or else the one under which it was asked for:
// clients look it up among the roles that they were shown there.
func assignmentRecord(a rbac.RoleAssignment, subscription string) resource.Record {
	prefix := ""
	if scope, err := resource.ParseID(a.Scope); err == nil && scope.Subscription() != "" {
		subscription = scope.Subscription()
	}
	if subscription != "" {
		prefix = "/subscriptions/" + subscription
	}
	return resource.Record{
		ID:   a.ResourceID(),
		Type: assignmentType,
		Properties: document.Write(map[string]any{
			"roleDefinitionId":                   prefix + "/providers/" + definitionType + "/" + a.RoleDefinitionID,
			"principalId":                        a.PrincipalID,
			"principalType":                      a.PrincipalType,
			"scope":                              a.Scope,
			"condition":                          orNull(a.Condition),
			"conditionVersion":                   orNull(a.ConditionVersion),
			"createdOn":                          timestamp(a.CreatedOn),
			"updatedOn":                          timestamp(a.UpdatedOn),
			"createdBy":                          orNull(a.CreatedBy),
			"updatedBy":                          orNull(a.UpdatedBy),
			"delegatedManagedIdentityResourceId": orNull(a.DelegatedManagedIdentityResourceID),
			"description":                        orNull(a.Description),
		}),
	}
}

// showAssignment hides what came with later api-versions.
func showAssignment(_ context.Context, s *arm.Shown) error {
	if !s.Version.Before("2020-04-01") {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	for _, member := range []string{"condition", "conditionVersion", "delegatedManagedIdentityResourceId", "description"} {
		delete(properties, member)
	}
	if s.Version.Before("2018-01-01") {
		delete(properties, "principalType")
	}
	return nil
}

// writeAssignment checks a grant: a role that is there, a principal that is
// there (or whose type the caller vouches for), and none of it changed later.
func (a authorization) writeAssignment(ctx context.Context, w *arm.Write) error {
	principal := document.String(w.Properties, "principalId")
	if !resource.IsGUID(principal) {
		return resource.Invalid("InvalidPrincipalId", "The Principal ID '%s' is not valid. Principal ID must be a GUID.", principal)
	}
	if err := checkCondition(w.Properties); err != nil {
		return err
	}
	role, err := a.roleOf(w)
	if err != nil {
		return err
	}
	if w.Old != nil {
		return a.checkChange(ctx, w, role.ID, principal)
	}
	if err := a.checkPrincipal(w, principal); err != nil {
		return err
	}
	if err := a.checkAssignmentLimit(w.ID); err != nil {
		return err
	}
	if err := heldTogether(ctx, w.Unit, role); err != nil {
		return err
	}
	return checkNew(ctx, w, role.ID, principal)
}

func (a authorization) roleOf(w *arm.Write) (rbac.RoleDefinition, error) {
	text := document.String(w.Properties, "roleDefinitionId")
	id, err := resource.ParseID(text)
	if err != nil || !strings.EqualFold(id.Type(), definitionType) {
		return rbac.RoleDefinition{}, resource.Invalid("InvalidRoleDefinitionId", "The role definition ID '%s' is not valid. It must be the resource ID of a role definition.", text)
	}
	role, ok := a.roles.Definition(id.Name())
	if !ok {
		return role, missingDefinition(id)
	}
	if scope := w.ID.Parent(); !scope.IsRoot() && !assignableAt(role, scope) {
		return role, resource.Invalid("RoleAssignmentScopeNotAssignableToRoleDefinition", "The role assignment cannot be created because the role definition '%s' is not assignable at scope '%s'.", id.Name(), scope)
	}
	return role, nil
}

// checkNew refuses a second assignment of the same role to the same principal at
// the same scope, and a name that another assignment has.
func checkNew(ctx context.Context, w *arm.Write, roleID, principal string) error {
	next := rbac.RoleAssignment{ID: w.ID.Name(), Scope: w.ID.Parent().String(), PrincipalID: principal, RoleDefinitionID: roleID}
	for _, index := range next.Document().Indexes {
		if !index.Unique {
			continue
		}
		holders, err := w.Unit.Find(ctx, index.Name, index.Value)
		switch {
		case err != nil:
			return err
		case len(holders) > 0 && index.Name == rbac.IndexGrant:
			return resource.Conflict("RoleAssignmentExists", "The role assignment already exists.")
		case len(holders) > 0:
			return resource.Conflict("RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
		}
	}
	return nil
}

// checkChange lets only what says little about a grant be changed. A condition
// takes a grant away, which the last Owner is kept from.
func (a authorization) checkChange(ctx context.Context, w *arm.Write, roleID, principal string) error {
	if err := checkUnchanged(w, roleID, principal); err != nil {
		return err
	}
	if w.ID.Parent().IsRoot() && document.String(w.Properties, "condition") != "" {
		return a.keepOwner(ctx, w.Unit, w.ID.Key())
	}
	return nil
}

func checkUnchanged(w *arm.Write, roleID, principal string) error {
	old, err := resource.ParseID(document.String(w.OldProperties, "roleDefinitionId"))
	if err != nil {
		return err
	}
	if strings.EqualFold(old.Name(), roleID) && strings.EqualFold(document.String(w.OldProperties, "principalId"), principal) {
		given, err := givenType(w)
		if kind := document.String(w.OldProperties, "principalType"); err == nil && given != "" && given != kind {
			return resource.Invalid("UnmatchedPrincipalType", unmatchedType, bare(principal), kind, given)
		}
		w.Properties["principalType"] = w.OldProperties["principalType"]
		return err
	}
	return resource.Invalid("RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
}

func (a authorization) storeAssignment(w *arm.Write) (resource.Document, error) {
	now := w.Engine().Sources.Now().UTC()
	role, err := a.roleOf(w)
	if err != nil {
		return resource.Document{}, err
	}
	assignment := rbac.RoleAssignment{
		ID:                                 w.ID.Name(),
		Scope:                              w.ID.Parent().String(),
		PrincipalID:                        document.String(w.Properties, "principalId"),
		PrincipalType:                      document.String(w.Properties, "principalType"),
		RoleDefinitionID:                   role.ID,
		Description:                        document.String(w.Properties, "description"),
		Condition:                          document.String(w.Properties, "condition"),
		ConditionVersion:                   document.String(w.Properties, "conditionVersion"),
		DelegatedManagedIdentityResourceID: document.String(w.Properties, "delegatedManagedIdentityResourceId"),
		CreatedOn:                          now,
		CreatedBy:                          w.Caller.ObjectID,
		UpdatedOn:                          now,
		UpdatedBy:                          w.Caller.ObjectID,
	}
	if w.Old != nil {
		assignment.CreatedBy = document.String(w.OldProperties, "createdBy")
		if assignment.CreatedOn, err = parseTime(document.String(w.OldProperties, "createdOn")); err != nil {
			return resource.Document{}, err
		}
	}
	shown := assignment
	shown.CreatedBy = "" // as Azure's answers to writes have it; reading shows it
	w.Record = assignmentRecord(shown, "")
	return assignment.Document(), nil
}
