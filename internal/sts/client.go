package sts

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// client is who asks for a token, as the request says. Exactly one of the
// credentials is set.
type client struct {
	id        string
	secret    string
	assertion string
}

// readClient takes the client's id and its one credential from the form or from
// HTTP Basic.
func readClient(r *http.Request, f form) (client, error) {
	basicID, basicSecret, err := readBasic(r)
	if err != nil {
		return client{}, err
	}
	c := client{id: f["client_id"], secret: f["client_secret"], assertion: f["client_assertion"]}
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
	switch {
	case credentials == 0:
		return client{}, missingCredential.error()
	case credentials > 1:
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

// authenticate returns the principal of an application that proved itself.
func (s *Service) authenticate(ctx context.Context, c client) (directory.ServicePrincipal, error) {
	unknown := unknownApplication.error(shown(c.id), s.config.Authority.TenantID)
	id := strings.ToLower(c.id)
	if !resource.IsGUID(id) {
		return directory.ServicePrincipal{}, unknown
	}
	document, err := s.config.Store.Get(ctx, directory.ApplicationKey(id))
	if errors.Is(err, resource.ErrNotFound) {
		return directory.ServicePrincipal{}, unknown
	}
	if err != nil {
		return directory.ServicePrincipal{}, err
	}
	application, err := directory.ParseApplication(document)
	if err != nil {
		return directory.ServicePrincipal{}, err
	}
	if c.assertion != "" {
		return directory.ServicePrincipal{}, unknownAssertionKey.error()
	}
	switch application.CheckPassword(c.secret, s.config.Sources.Now()) {
	case directory.PasswordValid:
		return s.principal(ctx, id)
	case directory.PasswordExpired:
		return directory.ServicePrincipal{}, expiredSecret.error(id)
	default:
		return directory.ServicePrincipal{}, wrongSecret.error(id)
	}
}

// principal is the application's service principal.
func (s *Service) principal(ctx context.Context, appID string) (directory.ServicePrincipal, error) {
	documents, err := s.config.Store.Find(ctx, "appId", appID)
	if err != nil {
		return directory.ServicePrincipal{}, err
	}
	for _, d := range documents {
		if d.Kind == directory.PrincipalKind {
			return directory.ParseServicePrincipal(d)
		}
	}
	return directory.ServicePrincipal{}, missingPrincipal.error(appID, s.config.Authority.TenantID)
}
