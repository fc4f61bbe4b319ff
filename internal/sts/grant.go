package sts

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/throttle"
	"github.com/azimuthid/azimuth/internal/token"
)

// replyV2 is a token in version 2.0's form, with numbers.
type replyV2 struct {
	Type         string `json:"token_type"`
	ExpiresIn    int64  `json:"expires_in"` // seconds
	ExtExpiresIn int64  `json:"ext_expires_in"`
	AccessToken  string `json:"access_token"`
}

// replyV1 is a token in version 1.0's form, in which all are strings.
type replyV1 struct {
	Type         string `json:"token_type"`
	ExpiresIn    string `json:"expires_in"`
	ExtExpiresIn string `json:"ext_expires_in"`
	ExpiresOn    string `json:"expires_on"` // Unix seconds
	NotBefore    string `json:"not_before"`
	Resource     string `json:"resource"`
	AccessToken  string `json:"access_token"`
}

// token answers a request for a token.
func (s *Service) token(x *exchange) (any, error) {
	f, err := readForm(x.writer, x.request)
	if err != nil {
		return nil, err
	}
	grantType, err := f.need("grant_type")
	if err != nil {
		return nil, err
	}
	grant, ok := grants[grantType]
	if !ok {
		return nil, unsupportedGrant.error(shown(grantType))
	}
	c, err := readClient(x.request, f)
	if err != nil {
		return nil, err
	}
	return grant(s, x, f, c)
}

// grants are the ways to a token. Old clients and new ones name that of devices differently.
var grants = map[string]func(*Service, *exchange, form, client) (any, error){
	"client_credentials": (*Service).clientCredentials,
	"authorization_code": (*Service).codeGrant,
	"refresh_token":      (*Service).refreshGrant,
	"device_code":        (*Service).deviceGrant,
	"urn:ietf:params:oauth:grant-type:device_code": (*Service).deviceGrant,
	"password": (*Service).passwordGrant,
}

// clientCredentials is the grant of that name: an application acts as itself.
func (s *Service) clientCredentials(x *exchange, f form, c client) (any, error) {
	if !c.isProved() {
		return nil, missingCredential.error()
	}
	audience, err := audienceOf(f, x.endpoint)
	if err != nil {
		return nil, err
	}
	capabilities, err := capabilitiesOf(f["claims"])
	if err != nil {
		return nil, err
	}
	ctx := x.request.Context()
	p, err := s.authenticate(x, c)
	if err != nil {
		return nil, err
	}
	// A token that stands for a credential is not had for another such token.
	if p.federated && strings.EqualFold(audience, token.ExchangeAudience) {
		return nil, ownTokens.error()
	}
	known, err := s.config.Audiences.Known(ctx, audience)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, unknownResource.error(shown(audience), s.config.Authority.TenantID)
	}
	if s.exceeds(x, throttle.Application(p.principal.AppID, audience)) {
		return nil, tooManyTokensError{}
	}
	t, err := s.config.Issuer.Issue(token.Grant{
		Principal:    p.principal,
		Audience:     audience,
		ClientAuth:   p.auth,
		ResourceID:   p.resourceID,
		Capabilities: capabilities,
	})
	if err != nil {
		return nil, err
	}
	return reply(x, audience, t), nil
}

func reply(x *exchange, audience string, t token.Token) any {
	seconds := t.ExpiresIn(x.now)
	if x.endpoint == tokenV2 {
		return replyV2{Type: "Bearer", ExpiresIn: seconds, ExtExpiresIn: seconds, AccessToken: t.Raw}
	}
	return replyV1{
		Type:         "Bearer",
		ExpiresIn:    strconv.FormatInt(seconds, 10),
		ExtExpiresIn: strconv.FormatInt(seconds, 10),
		ExpiresOn:    strconv.FormatInt(t.ExpiresAt.Unix(), 10),
		NotBefore:    strconv.FormatInt(t.NotBefore.Unix(), 10),
		Resource:     audience,
		AccessToken:  t.Raw,
	}
}

// audienceOf is what the token is wanted for: "resource" in version 1.0, the
// one scope that ends in "/.default" in version 2.0.
func audienceOf(f form, e endpoint) (string, error) {
	if e == tokenV1 {
		return f.need("resource")
	}
	if _, sent := f["resource"]; sent {
		return "", unsupportedResource.error()
	}
	scope, err := f.need("scope")
	if err != nil {
		return "", err
	}
	return audienceOfScope(scope)
}

// audienceOfScope strips exactly "/.default": a resource that ends in a slash
// makes a scope with two, of which the audience keeps one. MSAL adds OpenID's
// own scopes, which mean nothing to an application.
func audienceOfScope(scope string) (string, error) {
	audience := ""
	for part := range strings.FieldsSeq(scope) {
		switch part {
		case "openid", "offline_access", "profile", "email":
			continue
		}
		found, ok := strings.CutSuffix(part, "/.default")
		switch {
		case !ok:
			return "", wrongScope.error(shown(scope))
		case audience != "" && audience != found:
			return "", severalResources.error(shown(scope))
		}
		audience = found
	}
	if audience == "" {
		return "", emptyScope.error(shown(scope))
	}
	return audience, nil
}

// maxCapabilities bounds how many values "xms_cc" may have, and each one's length in bytes.
const maxCapabilities, maxCapability = 16, 64

// capabilitiesOf takes the client's capabilities from the parameter "claims".
// What else it asks for is left unanswered.
func capabilitiesOf(claims string) ([]string, error) {
	if claims == "" {
		return nil, nil
	}
	var asked struct {
		AccessToken struct {
			Capabilities struct {
				Values []string `json:"values"`
			} `json:"xms_cc"`
		} `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(claims), &asked); err != nil {
		return nil, malformedRequest.error("The parameter 'claims' is not a claims request.")
	}
	values := asked.AccessToken.Capabilities.Values
	if len(values) > maxCapabilities {
		return nil, malformedRequest.error("The parameter 'claims' has too many capabilities.")
	}
	for _, value := range values {
		if len(value) > maxCapability {
			return nil, malformedRequest.error("The parameter 'claims' has a capability that is too long.")
		}
	}
	return values, nil
}
