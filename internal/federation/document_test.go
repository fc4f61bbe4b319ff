package federation_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/federation"
)

func TestLifetimes(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"":                           5 * time.Minute,
		"max-age=1":                  5 * time.Minute,
		"public, max-age=3600":       time.Hour,
		"MAX-AGE=\"3600\"":           time.Hour,
		"max-age=999999":             24 * time.Hour,
		"max-age=99999999999999999":  5 * time.Minute,
		"max-age=-1":                 5 * time.Minute,
		"no-store, max-age=3600":     5 * time.Minute,
		"no-cache":                   5 * time.Minute,
		"max-age=3600, private,,x=y": time.Hour,
	} {
		if got := federation.Lifetime(header); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

func TestKeyDocuments(t *testing.T) {
	t.Parallel()
	edit := func(name string, value any) map[string]any {
		k := jwk("x")
		k[name] = value
		return k
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		keys []any
		want int
	}{
		"one":                 {[]any{jwk("one")}, 1},
		"two":                 {[]any{jwk("one"), jwk("two")}, 2},
		"one id twice":        {[]any{jwk("one"), jwk("one"), jwk("one"), jwk("two")}, 1},
		"encryption":          {[]any{edit("use", "enc")}, 0},
		"another algorithm":   {[]any{edit("alg", "PS256")}, 0},
		"symmetric":           {[]any{map[string]any{"kty": "oct", "k": "AAAA", "kid": "x"}, jwk("one")}, 1},
		"elliptic":            {[]any{map[string]any{"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}, jwk("one")}, 1},
		"no key at all":       {[]any{7, "x", nil, map[string]any{}}, 0},
		"a key that is small": {[]any{edit("n", base64.RawURLEncoding.EncodeToString(small.N.Bytes()))}, 0},
	} {
		body, err := json.Marshal(map[string]any{"keys": c.keys})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := federation.ReadKeys(body); err != nil || n != c.want {
			t.Errorf("%s: %d keys, %v, want %d", name, n, err, c.want)
		}
	}
}

func FuzzKeyDocument(f *testing.F) {
	body, err := json.Marshal(map[string]any{"keys": []any{jwk("one")}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"keys":[{"kty":"RSA","n":"","e":"AQAB"}]}`))
	f.Add([]byte(`{"keys":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if n, err := federation.ReadKeys(body); n > 100 || err != nil && n != 0 {
			t.Errorf("%d keys, %v", n, err)
		}
	})
}
