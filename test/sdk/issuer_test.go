package sdk_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

// outside is an issuer of tokens that is not Azimuth: a Kubernetes cluster's.
var outside *issuer

type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey
}

const outsideKey = "outside-1"

func newIssuer() *issuer {
	i := &issuer{key: must(rsa.GenerateKey(rand.Reader, 2048))}
	public := must(jwk.Import(&i.key.PublicKey))
	for name, value := range map[string]any{jwk.KeyIDKey: outsideKey, jwk.KeyUsageKey: "sig"} {
		if err := public.Set(name, value); err != nil {
			panic(err)
		}
	}
	mux := http.NewServeMux()
	i.Server = httptest.NewServer(mux)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{public}})
	})
	return i
}

// sign makes a token of the issuer for a subject.
func (i *issuer) sign(t *testing.T, subject string) string {
	t.Helper()
	token, err := jwt.NewBuilder().Issuer(i.URL).Subject(subject).Audience([]string{exchangeAudience}).
		IssuedAt(time.Now()).Expiration(time.Now().Add(time.Hour)).Build()
	if err != nil {
		t.Fatal(err)
	}
	headers := jws.NewHeaders()
	if err := headers.Set(jws.KeyIDKey, outsideKey); err != nil {
		t.Fatal(err)
	}
	signed, err := jwt.Sign(token, jwt.WithKey(jwa.RS256(), i.key, jws.WithProtectedHeaders(headers)))
	if err != nil {
		t.Fatal(err)
	}
	return string(signed)
}
