package managedidentity

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// revokesSince is the first api-version that revokes tokens.
const revokesSince = "2023-07-31"

// revokeTokens ends all tokens that were issued for the identity until now. The
// principal is written anew as it is, so that whoever keeps answers for it
// (the metadata service does) asks again.
func revokeTokens(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if c.Version.Before(revokesSince) {
		return nil, resource.NotFound("InvalidResourceType", "The resource type '%s/revokeTokens' could not be found in the namespace 'Microsoft.ManagedIdentity' for api version '%s'.", c.Type.Name, c.Version)
	}
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	err := c.Engine().Work(ctx, c.ID.Key(), func(u *arm.Unit) error {
		d, err := u.Get(ctx, c.ID.Key())
		if err != nil {
			return err
		}
		facts, err := identity.UserAssignedFacts(d)
		if err != nil {
			return err
		}
		principal, err := u.Get(ctx, directory.PrincipalKey(facts.PrincipalID))
		if err != nil {
			return err
		}
		revoked, err := token.Revoke(ctx, u.Get, facts.PrincipalID, c.Engine().Sources.Now())
		if err != nil {
			return err
		}
		u.Put(principal)
		u.Put(revoked)
		return nil
	})
	if errors.Is(err, resource.ErrNotFound) { // deleted a moment ago
		return nil, c.Missing(ctx)
	}
	if err != nil {
		return nil, err
	}
	return &arm.Response{Status: http.StatusOK}, nil
}
