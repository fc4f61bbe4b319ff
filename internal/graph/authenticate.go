package graph

import (
	"cmp"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// caller is who asks.
type caller struct {
	id     string   // object id
	app    string   // client id of the application that asks, for itself or for a person
	groups []string // that it is in, directly or through others
}

// authenticate tells from the Authorization header who asks.
func (x *exchange) authenticate() (caller, error) {
	scheme, raw, _ := strings.Cut(x.request.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || strings.TrimSpace(raw) == "" {
		return caller{}, unauthenticated("Access token is empty.")
	}
	claims, err := x.config.Verifier.Verify(strings.TrimSpace(raw), x.config.Audiences.IsGraph)
	if err != nil {
		return caller{}, refusal(err)
	}
	kind, alive := x.config.Principals.Active(claims.ObjectID)
	if !alive || (kind == directory.PrincipalUser) != claims.OfPerson() {
		return caller{}, unauthenticated("The identity of the calling application could not be established.")
	}
	return caller{id: claims.ObjectID, app: cmp.Or(claims.AppID, claims.Party), groups: x.config.Principals.Groups(claims.ObjectID)}, nil
}

func refusal(err error) error {
	switch {
	case errors.Is(err, token.ErrExpired):
		return unauthenticated("Lifetime validation failed, the token is expired.")
	case errors.Is(err, token.ErrNotYetValid):
		return unauthenticated("Lifetime validation failed, the token is not yet valid.")
	case errors.Is(err, token.ErrAudience):
		return unauthenticated("Access token validation failure. Invalid audience.")
	case errors.Is(err, token.ErrTenant):
		return unauthenticated("Access token validation failure. Invalid issuer.")
	case errors.Is(err, token.ErrSignature):
		return unauthenticated("Signing key is invalid.")
	}
	return unauthenticated("CompactToken parsing failed with error code: 80049217")
}

func unauthenticated(message string) error {
	return resource.Errorf(resource.KindUnauthenticated, "InvalidAuthenticationToken", "%s", message)
}

// administer is the action of Resource Manager that administrators of the
// tenant may perform at its root: they are who may write to the directory.
// Azure has directory roles for that, which are no part of its RBAC.
const administer = "Microsoft.Authorization/roleAssignments/write"

func (x *exchange) mayWrite() error {
	if x.config.Access.Allowed(x.caller.id, x.caller.groups, administer, resource.Root) {
		return nil
	}
	return resource.Errorf(resource.KindForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
}
