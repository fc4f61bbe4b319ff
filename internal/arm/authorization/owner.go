package authorization

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// deleteAssignment keeps the last Owner at "/": without one nobody could give
// roles everywhere any more, and there is no other way back in.
func (a authorization) deleteAssignment(ctx context.Context, r *arm.Removal) error {
	if !r.ID.Parent().IsRoot() {
		return nil
	}
	return a.keepOwner(ctx, r.Unit, r.ID.Key())
}

// keepOwner refuses to go on where the assignment at key is the only one that
// makes somebody Owner at "/". What it read of the others must be unchanged at
// the commit, so that two Owners cannot remove each other at the same time.
func (a authorization) keepOwner(ctx context.Context, u *arm.Unit, key string) error {
	documents, err := u.Find(ctx, rbac.IndexRole, rbac.OwnerID)
	if err != nil {
		return err
	}
	isOwner := false
	for _, d := range documents {
		assignment, err := rbac.ParseRoleAssignment(d)
		if err != nil {
			return err
		}
		_, there := a.principals.TypeOf(assignment.PrincipalID)
		switch {
		case assignment.Scope != "/" || assignment.Condition != "":
		case d.Key == key:
			isOwner = true
		case there:
			return nil
		}
	}
	if !isOwner {
		return nil
	}
	return resource.Conflict("LastOwnerCannotBeRemoved", "Cannot delete the last RBAC admin assignment: nobody else has the role Owner at the scope '/'. Give it to another principal first.")
}
