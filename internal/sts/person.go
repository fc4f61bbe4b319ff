package sts

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/token"
)

// personV2 is the answer with tokens for a person in version 2.0's form.
type personV2 struct {
	Type         string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    int64  `json:"expires_in"` // seconds
	ExtExpiresIn int64  `json:"ext_expires_in"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Family       string `json:"foci,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	ClientInfo   string `json:"client_info,omitempty"`
}

// personV1 is the same in version 1.0's form.
type personV1 struct {
	Type         string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    string `json:"expires_in"`
	ExtExpiresIn string `json:"ext_expires_in"`
	ExpiresOn    string `json:"expires_on"`
	NotBefore    string `json:"not_before"`
	Resource     string `json:"resource"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Family       string `json:"foci,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	ClientInfo   string `json:"client_info,omitempty"`
}

// requester is a client that asks for tokens for a person.
type requester struct {
	party
	auth string // token.ClientPublic, or how it proved itself
	want want
	// capabilities are what it can handle, clientInfo that it wants to know whose tokens they are.
	capabilities []string
	clientInfo   bool
}

// readRequester reads what a client wants for a person, before anything that
// it presents is used up. before are the scope or the resource that were wanted before.
func (s *Service) readRequester(x *exchange, f form, p party, auth string, scope, resource string) (requester, error) {
	w, err := wantOf(f, x.endpoint, scope, resource)
	if err != nil {
		return requester{}, err
	}
	r := requester{party: p, auth: auth, want: w, clientInfo: f["client_info"] == "1"}
	if r.capabilities, err = capabilitiesOf(f["claims"]); err != nil {
		return r, err
	}
	return r, s.checkAudience(x, w.audience)
}

// checkAudience refuses a resource for which people get no tokens.
func (s *Service) checkAudience(x *exchange, audience string) error {
	known, err := s.config.Audiences.Known(x.request.Context(), audience)
	if err != nil {
		return err
	}
	// What stands for a program's credential is not had in a person's name.
	if !known || strings.EqualFold(audience, token.ExchangeAudience) {
		return unknownResource.error(shown(audience), s.config.Authority.TenantID)
	}
	return nil
}

// prove holds a client to how it must prove itself: those on servers do, the
// others cannot.
func (s *Service) prove(x *exchange, c client, confidential bool) (auth string, err error) {
	switch {
	case confidential && !c.isProved():
		return "", confidentialClient.error()
	case !confidential && c.isProved():
		return "", publicClient.error()
	case !confidential:
		return token.ClientPublic, nil
	}
	p, err := s.authenticate(x, c)
	return p.auth, err
}

// personReply signs the tokens of a person for a client.
func (s *Service) personReply(x *exchange, r requester, u directory.User, p signin.Person, nonce, refreshToken string) (any, error) {
	isGraph := s.config.Audiences.IsGraph(r.want.audience)
	grant := token.PersonGrant{
		User: u, ClientID: r.id, ClientAuth: r.auth, Audience: r.want.audience, Scope: r.want.granted(isGraph),
		Methods: p.Methods, SignedIn: p.At, Nonce: nonce, Capabilities: r.capabilities,
	}
	t, err := s.config.Issuer.IssueForPerson(grant)
	if err != nil {
		return nil, err
	}
	var id string
	if r.want.has("openid") {
		if id, err = s.config.Issuer.IssueID(grant, x.endpoint.isV2()); err != nil {
			return nil, err
		}
	}
	family, info := "", ""
	if r.family && refreshToken != "" {
		family = "1"
	}
	if r.clientInfo {
		info = clientInfo(u.ID, s.config.Authority.TenantID)
	}
	seconds := t.ExpiresIn(x.now)
	if x.endpoint.isV2() {
		return personV2{
			Type: "Bearer", Scope: r.want.shown(isGraph), ExpiresIn: seconds, ExtExpiresIn: seconds, AccessToken: t.Raw,
			RefreshToken: refreshToken, Family: family, IDToken: id, ClientInfo: info,
		}, nil
	}
	return personV1{
		Type: "Bearer", Scope: r.want.granted(isGraph), ExpiresIn: strconv.FormatInt(seconds, 10), ExtExpiresIn: strconv.FormatInt(seconds, 10),
		ExpiresOn: strconv.FormatInt(t.ExpiresAt.Unix(), 10), NotBefore: strconv.FormatInt(t.NotBefore.Unix(), 10), Resource: r.want.audience,
		AccessToken: t.Raw, RefreshToken: refreshToken, Family: family, IDToken: id, ClientInfo: info,
	}, nil
}

// clientInfo tells a client library by what name to keep a person's tokens.
func clientInfo(userID, tenantID string) string {
	text, err := json.Marshal(struct {
		User   string `json:"uid"`
		Tenant string `json:"utid"`
	}{userID, tenantID})
	if err != nil {
		panic(err) // two texts
	}
	return base64.RawURLEncoding.EncodeToString(text)
}
