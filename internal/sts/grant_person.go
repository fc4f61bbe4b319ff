package sts

import (
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/throttle"
	"github.com/azimuthid/azimuth/internal/token"
)

// codeGrant redeems an authorization code.
func (s *Service) codeGrant(x *exchange, f form, c client) (any, error) {
	ctx := x.request.Context()
	code, err := f.need("code")
	if err != nil {
		return nil, err
	}
	p, err := s.findParty(ctx, x, c.id)
	if err != nil {
		return nil, err
	}
	kind, _, ok := p.redirectTo(f["redirect_uri"])
	if !ok {
		return nil, wrongRedirect.error(shown(f["redirect_uri"]), p.id)
	}
	auth, err := s.prove(x, c, kind == redirectWeb)
	if err != nil {
		return nil, err
	}
	// What is wrong with the request is said before the code is used up; what
	// the code was asked for stands in it alone.
	if f["scope"] != "" || f["resource"] != "" {
		if _, err := s.readRequester(x, f, p, auth, "", ""); err != nil {
			return nil, err
		}
	}
	claim := signin.Claim{ClientID: p.id, RedirectURI: f["redirect_uri"], Verifier: f["code_verifier"]}
	a, refresh, err := s.config.People.RedeemCode(ctx, code, claim, func(a signin.Authorization) (signin.Refresh, bool) {
		w, err := wantOf(f, x.endpoint, a.Scope, a.Resource)
		return signin.RefreshOf(a, p.family), err == nil && w.has("offline_access")
	})
	if errors.Is(err, signin.ErrOtherRedirect) {
		return nil, otherRedirect.error(shown(f["redirect_uri"]))
	}
	if err != nil {
		return nil, refusalFor(err, refusals)
	}
	r, err := s.readRequester(x, f, p, auth, a.Scope, a.Resource)
	if err != nil {
		return nil, err
	}
	u, err := s.config.People.User(ctx, a.Person)
	if err != nil {
		return nil, refusalFor(err, refusals)
	}
	return s.personReply(x, r, u, a.Person, a.Nonce, refresh)
}

// refreshGrant gives tokens for a refresh token, which stays good and comes back.
func (s *Service) refreshGrant(x *exchange, f form, c client) (any, error) {
	ctx := x.request.Context()
	secret, err := f.need("refresh_token")
	if err != nil {
		return nil, err
	}
	p, err := s.findParty(ctx, x, c.id)
	if err != nil {
		return nil, err
	}
	stored, err := s.config.People.UseRefresh(ctx, secret, p.id, p.family)
	if err != nil {
		return nil, refusalFor(err, refusals)
	}
	auth, err := s.prove(x, c, stored.Confidential)
	if err != nil {
		return nil, err
	}
	r, err := s.readRequester(x, f, p, auth, stored.Scope, stored.Resource)
	if err != nil {
		return nil, err
	}
	if s.exceeds(x, throttle.Person(r.id, stored.Person.UserID, r.want.audience)) {
		return nil, looping.error()
	}
	u, err := s.config.People.User(ctx, stored.Person)
	if err != nil {
		return nil, refusalFor(err, refusals)
	}
	return s.personReply(x, r, u, stored.Person, "", secret)
}

// passwordGrant gives tokens for a user's name and password, which is a one-time code.
func (s *Service) passwordGrant(x *exchange, f form, c client) (any, error) {
	ctx := x.request.Context()
	name, err := f.need("username")
	if err != nil {
		return nil, err
	}
	password, err := f.need("password")
	if err != nil {
		return nil, err
	}
	p, auth, err := s.deviceParty(x, c)
	if err != nil {
		return nil, err
	}
	r, err := s.readRequester(x, f, p, auth, "", "")
	if err != nil {
		return nil, err
	}
	u, person, err := s.config.People.Prove(ctx, strings.TrimSpace(name), password)
	if err != nil {
		return nil, refusalFor(err, refusals)
	}
	refresh, err := s.newRefresh(x, r, signin.Refresh{Person: person, Scope: f["scope"], Resource: f["resource"]})
	if err != nil {
		return nil, err
	}
	return s.personReply(x, r, u, person, "", refresh)
}

// newRefresh makes the refresh token for a public client that wants one; "" for
// one that does not.
func (s *Service) newRefresh(x *exchange, r requester, of signin.Refresh) (string, error) {
	if !r.want.has("offline_access") {
		return "", nil
	}
	of.ClientID, of.Family, of.Confidential = r.id, r.family, r.auth != token.ClientPublic
	return s.config.People.NewRefresh(x.request.Context(), of)
}

// deviceParty finds a client that signs people in without a browser: a public one.
func (s *Service) deviceParty(x *exchange, c client) (party, string, error) {
	p, err := s.findParty(x.request.Context(), x, c.id)
	if err != nil {
		return p, "", err
	}
	auth, err := s.prove(x, c, !p.devices)
	return p, auth, err
}
