package sts

import (
	"net/url"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// accountConfiguration is the OpenID configuration of the issuer of service accounts'
// tokens: what the API server of Kubernetes publishes.
type accountConfiguration struct {
	Issuer        string   `json:"issuer"`
	Keys          string   `json:"jwks_uri"`
	ResponseTypes []string `json:"response_types_supported"`
	SubjectTypes  []string `json:"subject_types_supported"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
}

// accountConfiguration names the issuer by the address at which it was asked for.
func (s *Service) accountConfiguration(x *exchange) accountConfiguration {
	issuer := x.origin + s.config.Accounts.IssuerPath()
	return accountConfiguration{
		Issuer: issuer, Keys: issuer + "/openid/v1/jwks",
		ResponseTypes: []string{"id_token"}, SubjectTypes: []string{"public"}, Algorithms: []string{string(jose.RS256)},
	}
}

func (s *Service) accountKeys(x *exchange) (keySet, error) {
	published, err := s.config.Accounts.Published(x.request.Context())
	return keySet{Keys: published}, err
}

// accountIssuer stands for the issuer of service accounts at whatever address.
func (s *Service) accountIssuer() string { return "https://localhost" + s.config.Accounts.IssuerPath() }

// isAccountIssuer reports whether an issuer is that of our service accounts. The
// server may have had another address when a credential or a token was made; the
// tenant's id in the path tells. It is never fetched from: only our own keys count.
func (s *Service) isAccountIssuer(issuer string) bool {
	u, err := url.Parse(issuer)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil &&
		strings.HasSuffix(issuer, u.Host+s.config.Accounts.IssuerPath()) && u.Path == s.config.Accounts.IssuerPath()
}

// checkAccountToken checks the signature and the time of a service account's token.
func (s *Service) checkAccountToken(x *exchange, a assertion) error {
	key, ok, err := s.config.Accounts.Key(x.request.Context(), a.header.KeyID)
	switch {
	case err != nil:
		return err
	case !ok:
		return unknownAssertionKey.error(shown(a.header.KeyID))
	case !a.verify(key, jose.RS256):
		return wrongSignature.error(shown(a.header.KeyID))
	}
	return a.checkTime(x.now)
}
