package authorization

import (
	"context"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// listAssignments lists the assignments that hold at a scope: those made at it,
// those it inherits, and, unless the filter says atScope(), those beneath it.
func listAssignments(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "atScope", "principalId", "assignedTo", "roleDefinitionId"); err != nil {
		return nil, err
	}
	principal, byPrincipal := filter.Equals("principalId")
	if assignee, ok := filter.Call("assignedTo"); ok {
		principal, byPrincipal = assignee, true
	}
	_, atScope := filter.Call("atScope")
	documents, err := candidates(ctx, c, principal, byPrincipal)
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
		if c.ID.Within(scope) || !atScope && scope.Within(c.ID) {
			if id := resource.MustParseID(assignment.ResourceID()); c.MayRead(c.Type, id) {
				records = append(records, assignmentRecord(assignment))
			}
		}
	}
	return records, nil
}

func candidates(ctx context.Context, c *arm.Call, principal string, byPrincipal bool) ([]resource.Document, error) {
	if byPrincipal {
		return c.Engine().Store.Find(ctx, rbac.IndexPrincipal, strings.ToLower(principal))
	}
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: rbac.AssignmentKind})
	return documents, err
}

func parseTime(text string) (time.Time, error) { return time.Parse(time.RFC3339Nano, text) }
