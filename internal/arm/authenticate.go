package arm

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// Authenticator tells from an Authorization header who asks.
type Authenticator struct {
	Verifier  *token.Verifier
	Audiences *token.Audiences
	// Active looks a principal up; the tokens of one that is gone, or disabled, are refused.
	Active func(objectID string) (directory.PrincipalType, bool)
	// Groups are the groups that a principal is in, directly or through others.
	Groups func(objectID string) []string
}

// Authenticate returns the caller. Its errors have Azure's codes for what is
// wrong with the token.
func (a Authenticator) Authenticate(_ context.Context, authorization string) (Caller, error) {
	if authorization == "" {
		return Caller{}, unauthenticated("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
	}
	scheme, raw, _ := strings.Cut(authorization, " ")
	if !equalFold(scheme, "Bearer") {
		return Caller{}, unauthenticated("AuthenticationFailed", "Authentication failed. The 'Authorization' header is provided in an invalid format.")
	}
	claims, err := a.Verifier.Verify(strings.TrimSpace(raw), a.Audiences.IsResourceManager)
	if err != nil {
		return Caller{}, refusal(err)
	}
	kind, ok := a.Active(claims.ObjectID)
	if !ok || (kind == directory.PrincipalUser) != claims.OfPerson() {
		return Caller{}, unauthenticated("InvalidAuthenticationToken", "The access token is invalid: the principal '"+claims.ObjectID+"' does not exist any more, or is disabled.")
	}
	return Caller{ObjectID: claims.ObjectID, Name: claims.CallerName(), Groups: a.Groups(claims.ObjectID)}, nil
}

// Caller is a caller from before, in the groups in which it is now; false where
// the principal is gone or disabled.
func (a Authenticator) Caller(objectID, name string) (Caller, bool) {
	_, ok := a.Active(objectID)
	return Caller{ObjectID: objectID, Name: name, Groups: a.Groups(objectID)}, ok
}

func refusal(err error) error {
	if revoked, ok := errors.AsType[*token.RevokedError](err); ok {
		return revocationChallenge(revoked.ValidFrom)
	}
	switch {
	case errors.Is(err, token.ErrExpired):
		return unauthenticated("ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.")
	case errors.Is(err, token.ErrAudience):
		return unauthenticated("InvalidAuthenticationTokenAudience", "The access token has been obtained for wrong audience or resource. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'.")
	case errors.Is(err, token.ErrTenant):
		return unauthenticated("InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer. It must match the tenant associated with this subscription.")
	}
	return unauthenticated("InvalidAuthenticationToken", "The access token is invalid.")
}

func unauthenticated(code, message string) error {
	return &resource.Error{Kind: resource.KindUnauthenticated, Code: code, Message: message}
}
