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
// The filter principalId eq '...' selects a principal's own, assignedTo('...')
// those of its groups too.
func (a authorization) listAssignments(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "atScope", "principalId", "assignedTo", "roleDefinitionId"); err != nil {
		return nil, err
	}
	_, atScope := filter.Call("atScope")
	documents, err := a.candidates(ctx, c, filter)
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

// candidates are the assignments of the principals that the filter names, or all.
func (a authorization) candidates(ctx context.Context, c *arm.Call, filter arm.Filter) ([]resource.Document, error) {
	var holders []string
	if assignee, ok := filter.Call("assignedTo"); ok {
		holders = append([]string{assignee}, a.principals.Groups(assignee)...)
	} else if principal, ok := filter.Equals("principalId"); ok {
		holders = []string{principal}
	} else {
		documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: rbac.AssignmentKind})
		return documents, err
	}
	var documents []resource.Document
	for _, holder := range holders {
		held, err := c.Engine().Store.Find(ctx, rbac.IndexPrincipal, strings.ToLower(holder))
		if err != nil {
			return nil, err
		}
		documents = append(documents, held...)
	}
	return documents, nil
}

func parseTime(text string) (time.Time, error) { return time.Parse(time.RFC3339Nano, text) }
