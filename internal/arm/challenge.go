package arm

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// challenge is an error of authentication that tells the client what its next
// token must have: Azure's continuous access evaluation. Clients ask for a
// token with these claims, past their caches, and try once more.
type challenge struct {
	cause  *resource.Error
	claims string // a claims request, JSON
}

func (c *challenge) Error() string { return c.cause.Error() }
func (c *challenge) Unwrap() error { return c.cause }

// revocationChallenge asks for a token that is valid from a moment on, since
// those from before were revoked.
func revocationChallenge(from time.Time) error {
	nbf := map[string]any{"essential": true, "value": strconv.FormatInt(from.Unix(), 10)}
	return &challenge{
		cause: &resource.Error{
			Kind: resource.KindUnauthenticated, Code: "TokenIssuedBeforeRevocationTimestamp",
			Message: "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
		},
		claims: string(document.Write(map[string]any{"access_token": map[string]any{"nbf": nbf}})),
	}
}

// authenticateHeader is the WWW-Authenticate of an error of authentication.
func authenticateHeader(authority string, err error) string {
	name, claims := "invalid_token", ""
	if c, ok := errors.AsType[*challenge](err); ok {
		name, claims = "insufficient_claims", fmt.Sprintf(`, claims="%s"`, base64.StdEncoding.EncodeToString([]byte(c.claims)))
	}
	return fmt.Sprintf(`Bearer authorization_uri="%s", error="%s", error_description="%s"%s`, authority, name, resource.AsError(err).Message, claims)
}
