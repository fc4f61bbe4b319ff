package steps

import (
	"context"
	"errors"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/azimuthid/azimuth/internal/cli/demo"
)

// verifyToken judges a token as a service in the tenant would, with go-jose and
// what the server publishes.
func verifyToken(ctx context.Context, s session) (any, error) {
	env := s.client.Environment()
	var discovery struct {
		Keys string `json:"jwks_uri"`
	}
	if err := s.client.Fetch(ctx, env.Login+"/"+env.TenantID+"/v2.0/.well-known/openid-configuration", &discovery); err != nil {
		return nil, err
	}
	var keys jose.JSONWebKeySet
	if err := s.client.Fetch(ctx, discovery.Keys, &keys); err != nil {
		return nil, err
	}
	verified, refused := s.verify(s.getenv(demo.VarToken), keys)
	if refused != nil {
		verified.Error = refused.Error()
	}
	return verified, nil
}

// verify judges a token; its error says why it is not verified.
func (s session) verify(raw string, keys jose.JSONWebKeySet) (demo.Verification, error) {
	token, err := jwt.ParseSigned(raw, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return demo.Verification{}, err
	}
	found := keys.Key(token.Headers[0].KeyID)
	if len(found) == 0 {
		return demo.Verification{}, errors.New("no published key has the id in the token's header")
	}
	var standard jwt.Claims
	var own struct {
		ObjectID string `json:"oid"`
	}
	if err := token.Claims(found[0].Key, &standard, &own); err != nil {
		return demo.Verification{}, err
	}
	expected := jwt.Expected{AnyAudience: jwt.Audience{s.getenv(demo.VarResource)}, Time: s.sources.Now()}
	if err := standard.Validate(expected); err != nil {
		return demo.Verification{}, err
	}
	return demo.Verification{Verified: true, KeyID: found[0].KeyID, Issuer: standard.Issuer, ObjectID: own.ObjectID}, nil
}
