package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

// verification is the result of verify-token.
type verification struct {
	Verified bool   `json:"verified"`
	KeyID    string `json:"keyId,omitempty"`
	Issuer   string `json:"issuer,omitempty"`
	ObjectID string `json:"objectId,omitempty"`
	Error    string `json:"error,omitempty"`
}

// verifyToken judges a token as a service would that trusts the tenant.
func verifyToken(ctx context.Context) (any, error) {
	text, err := fetch(ctx, os.Getenv("AZIMUTH_LOGIN")+"/"+os.Getenv("AZURE_TENANT_ID")+"/v2.0/.well-known/openid-configuration")
	if err != nil {
		return nil, err
	}
	var discovery struct {
		Keys string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(text, &discovery); err != nil {
		return nil, err
	}
	if text, err = fetch(ctx, discovery.Keys); err != nil {
		return nil, err
	}
	keys, err := jwk.Parse(text)
	if err != nil {
		return nil, err
	}
	verified, refused := verify([]byte(os.Getenv("AZIMUTH_DEMO_TOKEN")), keys, os.Getenv("AZIMUTH_DEMO_RESOURCE"))
	if refused != nil { // an answer too: the story tells it
		verified = verification{Error: refused.Error()}
	}
	return verified, nil
}

func fetch(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := loopback.Client().Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // all that matters was read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", address, response.Status)
	}
	return io.ReadAll(response.Body)
}

// verify checks signature, lifetime and audience. The published keys do not say
// what they sign with: RS256, and nothing else, is demanded here.
func verify(raw []byte, keys jwk.Set, audience string) (v verification, err error) {
	message, err := jws.Parse(raw)
	if err != nil {
		return v, err
	}
	v.KeyID, _ = message.Signatures()[0].ProtectedHeaders().KeyID()
	key, ok := keys.LookupKeyID(v.KeyID)
	if !ok {
		return v, fmt.Errorf("no published key has the id %q", v.KeyID)
	}
	token, err := jwt.Parse(raw, jwt.WithKey(jwa.RS256(), key), jwt.WithAudience(audience), jwt.WithRequiredClaim("exp"))
	if err != nil {
		return v, err
	}
	v.Issuer, _ = token.Issuer()
	v.Verified = true
	return v, token.Get("oid", &v.ObjectID)
}
