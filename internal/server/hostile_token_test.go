package server_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func base64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// parts are a token's header and claims, to be changed and signed anew.
func parts(t *testing.T, token string) (header, claims map[string]any, signature string) {
	t.Helper()
	pieces := strings.Split(token, ".")
	if len(pieces) != 3 {
		t.Fatalf("%q is no token", token)
	}
	for i, into := range []*map[string]any{&header, &claims} {
		text, err := base64.RawURLEncoding.DecodeString(pieces[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	return header, claims, pieces[2]
}

func encode(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return base64URL(string(text))
}

// Tokens that are not ours, not now, not for us or not anybody's any more are
// answered 401, and nothing is done.
func TestWrongTokens(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	header, claims, signature := parts(t, w.ann)
	pieces := strings.Split(w.ann, ".")
	changed := func(in map[string]any, name string, value any) map[string]any {
		out := map[string]any{name: value}
		for n, v := range in {
			if n != name {
				out[n] = v
			}
		}
		return out
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	forged := func(headers map[string]any, claims map[string]any) string {
		options := &jose.SignerOptions{}
		for name, value := range headers {
			if name != "alg" {
				options = options.WithHeader(jose.HeaderKey(name), value)
			}
		}
		return signedToken(t, jose.SigningKey{Algorithm: jose.RS256, Key: key}, options, claims)
	}
	public := keysOf(t, w.World)
	other := servertest.Start(t, nil)
	for name, test := range map[string]struct{ authorization, code string }{
		"none":                        {"", "AuthenticationFailed"},
		"another scheme":              {"Basic " + base64.StdEncoding.EncodeToString([]byte(w.ClientID+":"+w.ClientSecret)), "AuthenticationFailed"},
		"no scheme":                   {w.ann, "AuthenticationFailed"},
		"nothing behind the scheme":   {"Bearer ", "AuthenticationFailed"},
		"garbage":                     {"Bearer garbage", "InvalidAuthenticationToken"},
		"dots":                        {"Bearer ..", "InvalidAuthenticationToken"},
		"very long":                   {"Bearer " + strings.Repeat("a.", 10000), "InvalidAuthenticationToken"},
		"no signature":                {"Bearer " + pieces[0] + "." + pieces[1] + ".", "InvalidAuthenticationToken"},
		"half a signature":            {"Bearer " + pieces[0] + "." + pieces[1] + "." + signature[:100], "InvalidAuthenticationToken"},
		"the algorithm none":          {"Bearer " + encode(t, changed(header, "alg", "none")) + "." + pieces[1] + ".", "InvalidAuthenticationToken"},
		"the algorithm None, signed":  {"Bearer " + encode(t, changed(header, "alg", "None")) + "." + pieces[1] + "." + signature, "InvalidAuthenticationToken"},
		"no algorithm":                {"Bearer " + encode(t, map[string]any{"kid": header["kid"], "typ": "JWT"}) + "." + pieces[1] + "." + signature, "InvalidAuthenticationToken"},
		"HMAC with the public key":    {"Bearer " + hmacToken(t, header, claims, public), "InvalidAuthenticationToken"},
		"another key":                 {"Bearer " + forged(header, claims), "InvalidAuthenticationToken"},
		"another key of its own name": {"Bearer " + forged(changed(header, "kid", "mine"), claims), "InvalidAuthenticationToken"},
		"its own key in the header":   {"Bearer " + forged(changed(header, "jwk", jose.JSONWebKey{Key: &key.PublicKey}), claims), "InvalidAuthenticationToken"},
		"a key elsewhere":             {"Bearer " + forged(changed(header, "jku", "https://127.0.0.1/keys"), claims), "InvalidAuthenticationToken"},
		"another object id":           {"Bearer " + pieces[0] + "." + encode(t, changed(claims, "oid", "00000000-0000-4000-8000-000000000000")) + "." + signature, "InvalidAuthenticationToken"},
		"a longer life":               {"Bearer " + pieces[0] + "." + encode(t, changed(claims, "exp", 9999999999)) + "." + signature, "InvalidAuthenticationToken"},
		"another tenant":              {"Bearer " + pieces[0] + "." + encode(t, changed(claims, "tid", other.TenantID)) + "." + signature, "InvalidAuthenticationToken"},
		"another server's":            {"Bearer " + other.Token(other.ClientID, other.ClientSecret), "InvalidAuthenticationToken"},
		"for a vault":                 {"Bearer " + w.tokenFor("https://vault.azure.net"), "InvalidAuthenticationTokenAudience"},
		"for the directory":           {"Bearer " + w.tokenFor("https://graph.microsoft.com"), "InvalidAuthenticationTokenAudience"},
	} {
		t.Run(name, func(t *testing.T) {
			w.unchanged(t, func() {
				for _, method := range []string{http.MethodGet, http.MethodPatch, http.MethodDelete} {
					reply := w.As("", method, w.a+"?api-version=2021-04-01", `{"tags":{}}`, "Authorization", test.authorization)
					if reply.Status != http.StatusUnauthorized {
						t.Errorf("%s: %d %s", method, reply.Status, reply.Body)
					}
					if got := reply.Text("error.code"); got != test.code && test.code != "AuthenticationFailed" {
						t.Errorf("%s: the code is %q, want %q", method, got, test.code)
					}
					if !strings.HasPrefix(reply.Header.Get("WWW-Authenticate"), "Bearer authorization_uri=") {
						t.Errorf("%s: WWW-Authenticate is %q", method, reply.Header.Get("WWW-Authenticate"))
					}
					envelope(t, reply)
				}
			})
		})
	}
	if reply := w.As(w.ann, http.MethodGet, w.a+"?api-version=2021-04-01", nil); reply.Status != http.StatusOK {
		t.Errorf("the right token is refused afterwards: %d %s", reply.Status, reply.Body)
	}
}

// A token dies with its time and with its principal.
func TestOldTokens(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	read := func(code string, status int) {
		t.Helper()
		if reply := w.As(w.ann, http.MethodGet, w.a+"?api-version=2021-04-01", nil); reply.Status != status || reply.Text("error.code") != code {
			t.Errorf("%d %s, want %d %s", reply.Status, reply.Body, status, code)
		}
	}
	_, claims, _ := parts(t, w.ann)
	left := time.Unix(int64(claims["exp"].(float64)), 0).Sub(w.Clock.Now())
	w.Clock.Advance(left - time.Second)
	read("", http.StatusOK)
	w.Clock.Advance(time.Hour) // whatever skew is allowed
	read("ExpiredAuthenticationToken", http.StatusUnauthorized)
	w.ann = w.MachineToken(w.freshHandle("holder"), "").Text("access_token")
	read("", http.StatusOK)
	reply := w.As(w.Token(w.ClientID, w.ClientSecret), http.MethodDelete, w.identity(w.a)+"?api-version=2023-01-31", nil)
	if reply.Status != http.StatusOK {
		t.Fatalf("%d %s", reply.Status, reply.Body)
	}
	read("InvalidAuthenticationToken", http.StatusUnauthorized)
}

// freshHandle is the handle of a machine of the group a, asked for with a token of
// the present time.
func (w *twoGroups) freshHandle(machine string) string {
	w.t.Helper()
	return w.As(w.Token(w.ClientID, w.ClientSecret), http.MethodPost, w.a+"/providers/Microsoft.Compute/virtualMachines/"+machine+"/connect?api-version=2024-07-01", nil).Text("handle")
}

// tokenFor is a token of Ann's for another audience.
func (w *twoGroups) tokenFor(audience string) string {
	w.t.Helper()
	address := w.Metadata + "/vm/" + w.Handle(w.a+"/providers/Microsoft.Compute/virtualMachines/holder") + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + url.QueryEscape(audience)
	reply := w.As("", http.MethodGet, address, nil, "Metadata", "true")
	if reply.Text("access_token") == "" {
		w.t.Fatalf("no token for %s: %d %s", audience, reply.Status, reply.Body)
	}
	return reply.Text("access_token")
}

// keysOf are the keys that the server publishes, as it publishes them.
func keysOf(t *testing.T, w *servertest.World) []byte {
	t.Helper()
	reply := w.As("", http.MethodGet, w.Login+"/"+w.TenantID+"/discovery/v2.0/keys", nil)
	if reply.Status != http.StatusOK {
		t.Fatalf("%d %s", reply.Status, reply.Body)
	}
	return []byte(reply.Body)
}

// hmacToken signs with a public key as if it were a secret.
func hmacToken(t *testing.T, header, claims map[string]any, secret []byte) string {
	t.Helper()
	options := (&jose.SignerOptions{}).WithHeader("kid", header["kid"])
	return signedToken(t, jose.SigningKey{Algorithm: jose.HS256, Key: secret}, options, claims)
}

// signedToken is a compact token of claims, signed with key.
func signedToken(t *testing.T, key jose.SigningKey, options *jose.SignerOptions, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(key, options)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}
