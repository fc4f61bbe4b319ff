package server

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/token"
)

// AccountIssuer is the issuer of the tokens of service accounts: federated
// credentials name it.
func (s *Server) AccountIssuer() string {
	return "https://" + clientHost(s.https) + s.accounts.IssuerPath()
}

// AccountToken makes a token of a service account for an audience.
func (s *Server) AccountToken(ctx context.Context, a token.ServiceAccount, audience string, life time.Duration) (token.Token, error) {
	return s.accounts.Issue(ctx, s.AccountIssuer(), a, audience, life)
}
