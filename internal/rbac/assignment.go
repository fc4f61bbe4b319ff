package rbac

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// RoleAssignment grants a role to a principal at a scope and everything beneath it.
type RoleAssignment struct {
	ID string `json:"id"` // GUID, the assignment's name
	// Scope is where the role is granted, as resource.ID.String gives it: in
	// the case in which the user wrote it, without repeated or trailing slashes.
	Scope string `json:"scope"`
	// PrincipalID is the object id of a user, group or service principal. It
	// need not exist any more: assignments outlive their principals.
	PrincipalID   string `json:"principalId"`
	PrincipalType string `json:"principalType"` // "User", "Group", "ServicePrincipal", ...
	// RoleDefinitionID is the definition's GUID alone.
	RoleDefinitionID string `json:"roleDefinitionId"`
	Description      string `json:"description,omitempty"`
	// Condition is kept and shown but not evaluated; see Reason Conditional.
	Condition                          string    `json:"condition,omitempty"`
	ConditionVersion                   string    `json:"conditionVersion,omitempty"`
	DelegatedManagedIdentityResourceID string    `json:"delegatedManagedIdentityResourceId,omitempty"`
	CreatedOn                          time.Time `json:"createdOn"`
	CreatedBy                          string    `json:"createdBy,omitempty"` // principal id
	UpdatedOn                          time.Time `json:"updatedOn"`
	UpdatedBy                          string    `json:"updatedBy,omitempty"` // principal id
}

// AssignmentKind is the document kind of role assignments.
const AssignmentKind = "microsoft.authorization/roleassignments"

// The indexes under which the store finds assignments. All values are in lower case.
const (
	// IndexPrincipal finds a principal's assignments by its object id.
	IndexPrincipal = "principal"
	// IndexRole finds the assignments of a role by the definition's GUID.
	IndexRole = "role"
	// IndexAssignment finds an assignment by its GUID. It is unique: names of
	// assignments are unique in the whole tenant.
	IndexAssignment = "assignment"
	// IndexGrant is unique over principal, role and scope, so that a second
	// assignment of the same is a resource.DuplicateError (Azure's
	// RoleAssignmentExists).
	IndexGrant = "grant"
)

// assignmentInfix stands between an assignment's scope and its name.
const assignmentInfix = "/providers/Microsoft.Authorization/roleAssignments/"

// ResourceID is the assignment's own id, in the case of its scope.
func (a RoleAssignment) ResourceID() string {
	return strings.TrimSuffix(a.Scope, "/") + assignmentInfix + a.ID
}

// Key is the store key of the assignment.
func (a RoleAssignment) Key() string { return strings.ToLower(a.ResourceID()) }

// scopeKey is the scope in the form of resource.ID.Key.
func (a RoleAssignment) scopeKey() string {
	key := strings.ToLower(strings.TrimSuffix(a.Scope, "/"))
	if key == "" {
		return "/"
	}
	return key
}

// Document is the assignment's stored form.
func (a RoleAssignment) Document() resource.Document {
	principal, role := strings.ToLower(a.PrincipalID), strings.ToLower(a.RoleDefinitionID)
	return resource.Document{
		Key:  a.Key(),
		Kind: AssignmentKind,
		Body: mustJSON(a),
		Indexes: []resource.Index{
			{Name: IndexPrincipal, Value: principal},
			{Name: IndexRole, Value: role},
			{Name: IndexAssignment, Value: strings.ToLower(a.ID), Unique: true},
			{Name: IndexGrant, Value: principal + "|" + role + "|" + a.scopeKey(), Unique: true},
		},
	}
}

// ParseRoleAssignment reads a stored assignment.
func ParseRoleAssignment(d resource.Document) (RoleAssignment, error) {
	var a RoleAssignment
	if err := json.Unmarshal(d.Body, &a); err != nil {
		return a, fmt.Errorf("rbac: %s: %w", d.Key, err)
	}
	if d.Key != a.Key() {
		return a, fmt.Errorf("rbac: %s holds the role assignment %s", d.Key, a.ResourceID())
	}
	return a, nil
}
