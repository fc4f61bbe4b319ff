package sdk_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

// claims are those of a token's claims that tests look at.
type claims struct {
	ObjectID, Tenant, AppID, ResourceID, Kind string
}

// unverified reads a token without asking who signed it.
func unverified(t *testing.T, token string) claims {
	t.Helper()
	parsed, err := jwt.ParseInsecure([]byte(token))
	if err != nil {
		t.Fatal(err)
	}
	return claimsOf(t, parsed)
}

func claimsOf(t *testing.T, token jwt.Token) (c claims) {
	t.Helper()
	for name, into := range map[string]*string{"oid": &c.ObjectID, "tid": &c.Tenant, "appid": &c.AppID, "xms_mirid": &c.ResourceID, "idtyp": &c.Kind} {
		if err := token.Get(name, into); err != nil {
			t.Errorf("claim %s: %v", name, err)
		}
	}
	return c
}

// person are those of a token's claims that tell whose it is.
type person struct {
	ObjectID string `json:"oid"`
	Kind     string `json:"idtyp"`
	Scope    string `json:"scp"`
}

// unverifiedPerson reads a token, which may be a person's, without asking who signed it.
func unverifiedPerson(t *testing.T, token string) (p person) {
	t.Helper()
	message, err := jws.Parse([]byte(token))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(message.Payload(), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// publishedKeys are the keys that the token service publishes.
func publishedKeys(t *testing.T) jwk.Set {
	t.Helper()
	response, err := loopback.Client().Get(azimuth.Login + "/" + azimuth.TenantID + "/discovery/v2.0/keys")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("keys: %d %s, %v", response.StatusCode, body, err)
	}
	keys, err := jwk.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// S3: a third party verifies a machine's token with the published keys.
func TestTokenIsVerifiedByThirdParty(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	vm := s.machine(t, "vm", holding(system))
	a := inside(t, metadataService(s.connect(t, *vm.ID)), task{Scope: "https://vault.azure.net/.default"})
	if a.Error != "" {
		t.Fatal(a.Error)
	}
	raw, keys := []byte(a.Token), publishedKeys(t)
	issuer, audience := jwt.WithIssuer("https://sts.windows.net/"+azimuth.TenantID+"/"), jwt.WithAudience("https://vault.azure.net")
	// Entra publishes keys without "alg"; that a token is RS256 is the verifier's to demand.
	verify := jwt.WithKeySet(keys, jws.WithInferAlgorithmFromKey(true))

	token, err := jwt.Parse(raw, verify, issuer, audience, jwt.WithRequiredClaim("exp"), jwt.WithRequiredClaim("nbf"), jwt.WithRequiredClaim("iat"))
	if err != nil {
		t.Fatal(err)
	}
	if expires, ok := token.Expiration(); !ok || !expires.Equal(a.ExpiresOn) {
		t.Errorf("expires %s, the SDK was told %s", expires, a.ExpiresOn)
	}
	got := claimsOf(t, token)
	if got.ObjectID != *vm.Identity.PrincipalID || got.Tenant != azimuth.TenantID || got.AppID == "" || got.ResourceID == "" || got.Kind != "app" {
		t.Errorf("claims %+v", got)
	}
	message, err := jws.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if algorithm, ok := message.Signatures()[0].ProtectedHeaders().Algorithm(); !ok || algorithm != jwa.RS256() {
		t.Errorf("signed with %s", algorithm)
	}

	t.Run("wrong audience", func(t *testing.T) {
		if _, err := jwt.Parse(raw, verify, issuer, jwt.WithAudience("https://graph.microsoft.com")); !errors.Is(err, jwt.InvalidAudienceError()) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("wrong issuer", func(t *testing.T) {
		if _, err := jwt.Parse(raw, verify, audience, jwt.WithIssuer("https://sts.windows.net/other/")); !errors.Is(err, jwt.InvalidIssuerError()) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("wrong key", func(t *testing.T) {
		other, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := jwt.Parse(raw, jwt.WithKey(jwa.RS256(), &other.PublicKey)); !errors.Is(err, jws.VerificationError()) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("changed token", func(t *testing.T) {
		changed := append([]byte(nil), raw...)
		changed[len(changed)/2] ^= 1
		if _, err := jwt.Parse(changed, verify); err == nil {
			t.Error("it was accepted")
		}
	})
	t.Run("no private members", func(t *testing.T) {
		for i := range keys.Len() {
			key, _ := keys.Key(i)
			if private, err := jwk.IsPrivateKey(key); err != nil || private {
				t.Errorf("key %d: private %t, %v", i, private, err)
			}
		}
	})
}
