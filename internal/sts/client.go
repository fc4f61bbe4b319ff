package sts

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// client is who asks for a token, as the request says. At most one of the
// credentials is set.
type client struct {
	id        string
	secret    string
	assertion string
}

// isProved reports whether a credential is set.
func (c client) isProved() bool { return c.secret != "" || c.assertion != "" }

// readClient takes the client's id and its credential, where it has one, from
// the form or from HTTP Basic.
func readClient(r *http.Request, f form) (client, error) {
	basicID, basicSecret, err := readBasic(r)
	if err != nil {
		return client{}, err
	}
	c := client{id: f["client_id"], secret: f["client_secret"], assertion: f["client_assertion"]}
	if c.assertion != "" && f["client_assertion_type"] != assertionType {
		return client{}, unsupportedAssertion.error()
	}
	if c.id == "" {
		c.id = basicID
	}
	if c.id == "" {
		return client{}, missingField.error("client_id")
	}
	if basicID != "" && !strings.EqualFold(basicID, c.id) {
		return client{}, malformedRequest.error("The body and the Authorization header name different clients.")
	}
	credentials := 0
	for _, credential := range []string{c.secret, c.assertion, basicSecret} {
		if credential != "" {
			credentials++
		}
	}
	if credentials > 1 {
		return client{}, malformedRequest.error("More than one client credential was sent.")
	}
	c.secret += basicSecret // one of them is empty
	return c, nil
}

// readBasic reads client_secret_basic (RFC 6749, 2.3.1): both parts are form-encoded
// before they are joined. Other schemes are not looked at.
func readBasic(r *http.Request) (id, secret string, err error) {
	scheme, encoded, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Basic") {
		return "", "", nil
	}
	malformed := malformedRequest.error("The Authorization header is not that of HTTP Basic.")
	joined, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return "", "", malformed
	}
	rawID, rawSecret, ok := strings.Cut(string(joined), ":")
	if !ok {
		return "", "", malformed
	}
	if id, err = url.QueryUnescape(rawID); err != nil {
		return "", "", malformed
	}
	if secret, err = url.QueryUnescape(rawSecret); err != nil {
		return "", "", malformed
	}
	return id, secret, nil
}

// proven is a client that proved itself.
type proven struct {
	principal directory.ServicePrincipal
	// auth is how: token.ClientSecret or token.ClientCertificate, which stands
	// for outside tokens too.
	auth string
	// resourceID is the user-assigned identity's, "" for an application.
	resourceID string
	// federated reports that an outside token was the proof.
	federated bool
}

// authenticate finds the client and checks its credential.
func (s *Service) authenticate(x *exchange, c client) (proven, error) {
	ctx := x.request.Context()
	unknown := unknownApplication.error(shown(c.id), s.config.Authority.TenantID)
	id := strings.ToLower(c.id)
	if !resource.IsGUID(id) {
		return proven{}, unknown
	}
	r, ok, err := s.register(ctx, id)
	if err != nil {
		return proven{}, err
	}
	if !ok || r.managed && c.assertion == "" {
		return proven{}, unknown
	}
	p := proven{auth: token.ClientCertificate}
	if c.assertion != "" {
		p.federated, err = s.checkAssertion(x, id, r, c.assertion)
	} else {
		p.auth = token.ClientSecret
		err = checkSecret(r.application, c.secret, x.now)
	}
	if err != nil {
		return proven{}, err
	}
	if r.managed {
		p.principal, p.resourceID = r.principal, r.identity.String()
		return p, nil
	}
	if p.principal, ok, err = s.findPrincipal(ctx, id); err == nil && !ok {
		err = missingPrincipal.error(id, s.config.Authority.TenantID)
	}
	return p, err
}

func checkSecret(application directory.Application, secret string, now time.Time) error {
	switch application.CheckPassword(secret, now) {
	case directory.PasswordValid:
		return nil
	case directory.PasswordExpired:
		return expiredSecret.error(application.AppID)
	default:
		return wrongSecret.error(application.AppID)
	}
}

// checkAssertion checks an assertion: one that the client signed itself, which
// has a client id as its issuer, or a token of another issuer, which has an address.
func (s *Service) checkAssertion(x *exchange, id string, r registered, raw string) (federated bool, err error) {
	a, err := readAssertion(raw)
	if err != nil {
		return false, err
	}
	if !strings.Contains(a.claims.Issuer, ":") {
		application := r.application
		application.AppID = id // a managed identity has no keys, and none is found
		return false, s.checkCertificate(x, application, a)
	}
	return true, s.checkFederated(x, r, a)
}
