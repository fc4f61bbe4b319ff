package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const accountAPI = "?api-version=2024-01-01"

// Tokens of service accounts stand for the identities whose credentials trust them,
// and for no other.
func TestServiceAccounts(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	var tokens, identity, client, form, issuer string
	t.Run("as a workload", func(t *testing.T) {
		w := servertest.Start(t, onDisk(data))
		tokens = "/providers/Azimuth/serviceAccounts/ns/sa/token" + accountAPI
		issuer = w.Server.AccountIssuer()
		var made servertest.Reply
		identity, made = userIdentity(w)
		client = made.Text("properties.clientId")
		issued := w.Must(http.MethodPost, tokens, `{"expirationSeconds":600}`)
		raw := issued.Text("token")
		claims := claimsOf(t, raw)
		if claims["iss"] != issuer || claims["sub"] != "system:serviceaccount:ns:sa" || claims["aud"].([]any)[0] != exchangeName || claims["exp"].(float64)-claims["iat"].(float64) != 600 {
			t.Errorf("the token says %v", claims)
		}
		found := w.As("", http.MethodGet, issuer+"/.well-known/openid-configuration", nil)
		if found.Text("issuer") != issuer {
			t.Errorf("the configuration: %s", found.Body)
		}
		keys := w.As("", http.MethodGet, found.Text("jwks_uri"), nil)
		if keys.Text("keys.0.kid") == "" || keys.Text("keys.0.kid") == w.Server.Keys()[0].KeyID {
			t.Errorf("the keys: %s", keys.Body)
		}
		refused := func(what, raw, code string) {
			t.Helper()
			if reply := login(t, w, assertion(client, raw)); !strings.HasPrefix(reply.Text("error_description"), code+":") {
				t.Errorf("%s: %d %s", what, reply.Status, reply.Body)
			}
		}
		refused("without a credential", raw, "AADSTS70021")
		credential := map[string]any{"issuer": issuer, "subject": claims["sub"], "audiences": []string{exchangeName}}
		w.Must(http.MethodPut, identity+"/federatedIdentityCredentials/account"+identityAPI, map[string]any{"properties": credential})
		if got := claimsOf(t, login(t, w, assertion(client, raw)).Text("access_token")); got["oid"] != made.Text("properties.principalId") {
			t.Errorf("the identity's token says %v", got)
		}
		refused("another account's", w.Must(http.MethodPost, strings.Replace(tokens, "/sa/", "/other/", 1), `{}`).Text("token"), "AADSTS700213")
		refused("for others", w.Must(http.MethodPost, tokens, `{"audience":"api://others"}`).Text("token"), "AADSTS700212")
		parts := strings.Split(raw, ".")
		refused("with a signature of another", parts[0]+"."+parts[1]+"."+strings.Split(w.Must(http.MethodPost, tokens, `{}`).Text("token"), ".")[2], "AADSTS700027")
		// The keys rotate, and what the old one signed is good until it ends.
		if _, err := w.Server.RotateKeys(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		next := w.Must(http.MethodPost, tokens, `{}`).Text("token")
		if strings.Split(next, ".")[0] == parts[0] {
			t.Error("the key did not change")
		}
		for _, raw := range []string{raw, next} {
			if reply := login(t, w, assertion(client, raw)); reply.Status != http.StatusOK {
				t.Errorf("after the rotation: %d %s", reply.Status, reply.Body)
			}
		}
		w.Clock.Advance(16 * time.Minute)
		refused("after its end", raw, "AADSTS700024")
		form = next
	})
	t.Run("at another address", func(t *testing.T) {
		w := servertest.Start(t, onDisk(data))
		if w.Server.AccountIssuer() == issuer {
			t.Skip("it is the same by chance")
		}
		raw := w.Must(http.MethodPost, tokens, `{}`).Text("token")
		for _, raw := range []string{raw, form} {
			if reply := login(t, w, assertion(client, raw)); reply.Status != http.StatusOK {
				t.Errorf("%d %s", reply.Status, reply.Body)
			}
		}
	})
	t.Run("refused", func(t *testing.T) {
		w := servertest.Start(t, nil)
		for name, c := range map[string]struct{ account, body, code string }{
			"a namespace":            {"NS/sa", `{}`, "InvalidServiceAccount"},
			"a name":                 {"ns/-sa", `{}`, "InvalidServiceAccount"},
			"a name with an end":     {"ns/sa.", `{}`, "InvalidServiceAccount"},
			"a lifetime":             {"ns/sa", `{"expirationSeconds":599}`, "InvalidExpiration"},
			"a lifetime that is not": {"ns/sa", `{"expirationSeconds":"600"}`, "InvalidExpiration"},
			"a lifetime of days":     {"ns/sa", `{"expirationSeconds":86401}`, "InvalidExpiration"},
		} {
			reply := w.Do(http.MethodPost, "/providers/Azimuth/serviceAccounts/"+c.account+"/token"+accountAPI, c.body)
			if reply.Status != http.StatusBadRequest || reply.Text("error.code") != c.code {
				t.Errorf("%s: %d %s", name, reply.Status, reply.Body)
			}
		}
		if reply := w.As("", http.MethodPost, tokens, `{}`); reply.Status != http.StatusUnauthorized {
			t.Errorf("by nobody: %d", reply.Status)
		}
	})
}
