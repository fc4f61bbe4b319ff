package authorization

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// listAssignments lists the assignments that hold at a scope: those made at it,
// those it inherits, and, unless the filter says atScope(), those beneath it.
func (a authorization) listAssignments(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	wanted, err := a.readAssignmentFilter(c.Query("$filter"))
	if err != nil {
		return nil, err
	}
	documents, err := wanted.candidates(ctx, c.Engine().Store)
	if err != nil {
		return nil, err
	}
	var records []resource.Record
	for _, d := range documents {
		assignment, err := rbac.ParseRoleAssignment(d)
		if err != nil {
			return nil, err
		}
		scope, err := resource.ParseID(assignment.Scope)
		if err != nil {
			return nil, err
		}
		if !wanted.selects(assignment) || !c.ID.Within(scope) && (wanted.atScope || !scope.Within(c.ID)) {
			continue
		}
		if id := resource.MustParseID(assignment.ResourceID()); c.MayRead(c.Type, id) {
			records = append(records, assignmentRecord(assignment, c.ID.Subscription()))
		}
	}
	return records, nil
}

// assignmentFilter is a $filter over role assignments; its members are what each
// assignment must have, and empty where the filter does not ask.
type assignmentFilter struct {
	atScope bool
	// holders are the principals of which one must hold the assignment, in lower
	// case: one, or one with all its groups. nil for any.
	holders []string
	role    string // the definition's GUID in lower case, or "" for any
}

// readAssignmentFilter reads atScope(), principalId eq '...', assignedTo('...')
// and roleDefinitionId eq '...', joined by "and".
func (a authorization) readAssignmentFilter(text string) (assignmentFilter, error) {
	var wanted assignmentFilter
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return wanted, err
	}
	bad := resource.Invalid("InvalidFilterInQueryString", "Invalid $filter '%s' specified in the query string.", text)
	for _, condition := range filter {
		switch name := condition.Name + " " + condition.Op; {
		case name == "atscope ()" && len(condition.Args) == 0:
			wanted.atScope = true
		case name == "principalid eq" && resource.IsGUID(condition.Value):
			wanted.heldBy([]string{condition.Value})
		case name == "assignedto ()" && len(condition.Args) == 1 && resource.IsGUID(condition.Args[0]):
			wanted.heldBy(append([]string{condition.Args[0]}, a.principals.Groups(condition.Args[0])...))
		case name == "roledefinitionid eq" && wanted.role == "":
			wanted.role = strings.ToLower(condition.Value[strings.LastIndexByte(condition.Value, '/')+1:])
			if !resource.IsGUID(wanted.role) {
				return wanted, bad
			}
		default:
			return wanted, bad
		}
	}
	return wanted, nil
}

// heldBy demands one of the holders, and one of those demanded before.
func (f *assignmentFilter) heldBy(holders []string) {
	both := make([]string, 0, len(holders))
	for _, holder := range holders {
		if holder = strings.ToLower(holder); f.holders == nil || slices.Contains(f.holders, holder) {
			both = append(both, holder)
		}
	}
	f.holders = both
}

// candidates are the assignments among which the wanted ones are, in order of their keys.
func (f assignmentFilter) candidates(ctx context.Context, store resource.Store) ([]resource.Document, error) {
	if f.holders == nil {
		if f.role != "" {
			return store.Find(ctx, rbac.IndexRole, f.role)
		}
		documents, _, err := store.List(ctx, resource.Query{Kind: rbac.AssignmentKind})
		return documents, err
	}
	var all []resource.Document
	for _, holder := range f.holders {
		documents, err := store.Find(ctx, rbac.IndexPrincipal, holder)
		if err != nil {
			return nil, err
		}
		all = append(all, documents...)
	}
	slices.SortFunc(all, func(x, y resource.Document) int { return strings.Compare(x.Key, y.Key) })
	return all, nil
}

func (f assignmentFilter) selects(a rbac.RoleAssignment) bool {
	return f.role == "" || strings.EqualFold(a.RoleDefinitionID, f.role)
}

func parseTime(text string) (time.Time, error) { return time.Parse(time.RFC3339Nano, text) }
