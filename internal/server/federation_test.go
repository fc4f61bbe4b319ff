package server_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

const (
	exchangeName     = "api://AzureADTokenExchange"
	identityAPI      = "?api-version=2024-11-30"
	readerRole       = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	federatedSetBody = `{"sku":{"tier":"Standard","capacity":1,"name":"Standard_D1_v2"},"location":"westus","identity":{"type":"UserAssigned","userAssignedIdentities":{"%s":{}}},"properties":{"virtualMachineProfile":{"storageProfile":{"imageReference":{"sku":"2016-Datacenter","publisher":"MicrosoftWindowsServer","version":"latest","offer":"WindowsServer"}},"osProfile":{"computerNamePrefix":"ss","adminUsername":"azureuser","adminPassword":"myPassword12"},"networkProfile":{"networkInterfaceConfigurations":[{"name":"n","properties":{"primary":true,"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"%s"}}}]}}]}},"upgradePolicy":{"mode":"Automatic"}}}`
)

// userIdentity makes a group with a user-assigned identity.
func userIdentity(w *servertest.World) (id string, made servertest.Reply) {
	group := w.Subscription() + "/resourceGroups/rg"
	w.Must(http.MethodPut, group+"?api-version=2021-04-01", `{"location":"westus"}`)
	id = group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai"
	return id, w.Must(http.MethodPut, id+identityAPI, `{"location":"westus"}`)
}

// machineOf makes a scale set that holds the identity and returns its machine's handle.
func machineOf(w *servertest.World, identity string) string {
	group := w.Subscription() + "/resourceGroups/rg"
	w.Must(http.MethodPut, group+"/providers/Microsoft.Network/virtualNetworks/v?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/ss"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", fmt.Sprintf(federatedSetBody, identity, group+"/providers/Microsoft.Network/virtualNetworks/v/subnets/s"))
	return w.Handle(set + "/virtualMachines/0")
}

// login asks the token service.
func login(t *testing.T, w *servertest.World, form url.Values) servertest.Reply {
	t.Helper()
	form.Set("grant_type", "client_credentials")
	if form.Get("scope") == "" {
		form.Set("scope", "https://management.azure.com/.default")
	}
	return w.As("", http.MethodPost, w.Login+"/"+w.TenantID+"/oauth2/v2.0/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func assertion(client, raw string) url.Values {
	return url.Values{
		"client_id": {client}, "client_assertion": {raw}, "client_info": {"1"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}
}

func claimsOf(t *testing.T, raw string) map[string]any {
	t.Helper()
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %q", raw)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

// seed writes documents into the database of a server that does not run.
func seed(t *testing.T, data string, documents ...resource.Document) {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(data, "azimuth.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Update(t.Context(), resource.Batch{Puts: documents}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

func onDisk(data string) func(*server.Config) {
	return func(c *server.Config) { c.Data, c.Store = data, "sqlite" }
}

// A machine's identity stands for an application without any secret, and
// applications get tokens of the version that they take.
func TestIdentityStandsForAnApplication(t *testing.T) {
	t.Parallel()
	const client, object = "a0000000-0000-0000-0000-00000000000a", "b0000000-0000-0000-0000-00000000000a"
	data := t.TempDir()
	var identity, principal, issuer string
	t.Run("identity", func(t *testing.T) {
		w := servertest.Start(t, onDisk(data))
		id, made := userIdentity(w)
		identity, principal = id, made.Text("properties.principalId")
		issuer = "https://login.microsoftonline.com/" + w.TenantID + "/v2.0"
	})
	seed(t, data, directory.Application{
		ID: client, AppID: client, DisplayName: "api", TokenVersion: 2, IdentifierURIs: []string{"https://contoso.example/api"},
		Federated: []directory.FederatedCredential{{Name: "uai", Issuer: issuer, Subject: principal, Audiences: []string{exchangeName}}},
	}.Document(), directory.ServicePrincipal{ID: object, AppID: client, DisplayName: "api", Type: directory.TypeApplication}.Document())
	t.Run("application", func(t *testing.T) {
		w := servertest.Start(t, onDisk(data))
		handle := machineOf(w, identity)
		address := w.Metadata + "/vm/" + handle + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + exchangeName
		raw := w.As("", http.MethodGet, address, nil, "Metadata", "true").Text("access_token")
		if claims := claimsOf(t, raw); claims["iss"] != issuer || claims["sub"] != principal || claims["aud"] != exchangeName || claims["ver"] != "2.0" {
			t.Errorf("the identity's token says %v", claims)
		}
		reply := login(t, w, assertion(client, raw))
		if claims := claimsOf(t, reply.Text("access_token")); claims["oid"] != object || claims["appidacr"] != "2" || claims["ver"] != "1.0" {
			t.Errorf("the application's token says %v", claims)
		}
		for _, name := range []string{client, "api://" + client, "https://contoso.example/api", "HTTPS://contoso.example/API/"} {
			form := assertion(client, raw)
			form.Set("scope", name+"/.default")
			claims := claimsOf(t, login(t, w, form).Text("access_token"))
			if claims["aud"] != client || claims["iss"] != issuer || claims["azp"] != client || claims["azpacr"] != "2" || claims["appid"] != nil || claims["ver"] != "2.0" {
				t.Errorf("%s: the token says %v", name, claims)
			}
		}
		w.Must(http.MethodDelete, identity+identityAPI, nil)
		if reply := login(t, w, assertion(client, raw)); reply.Text("error") != "unauthorized_client" {
			t.Errorf("after the identity's end: %d %s", reply.Status, reply.Body)
		}
	})
}

// outsideIssuer is an issuer on loopback and its key.
func outsideIssuer(t *testing.T) (issuer string, sign func(claims map[string]any) string) {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	mux := http.NewServeMux()
	outside := httptest.NewServer(mux)
	t.Cleanup(outside.Close)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": outside.URL, "jwks_uri": outside.URL + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "kid": "k", "use": "sig", "n": encode(private.N.Bytes()), "e": encode(big.NewInt(int64(private.E)).Bytes()),
		}}})
	})
	return outside.URL, func(claims map[string]any) string {
		payload, err := json.Marshal(claims)
		if err != nil {
			t.Fatal(err)
		}
		text := encode([]byte(`{"alg":"RS256","kid":"k"}`)) + "." + encode(payload)
		digest := sha256.Sum256([]byte(text))
		signature, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, digest[:])
		if err != nil {
			t.Fatal(err)
		}
		return text + "." + encode(signature)
	}
}

func TestWorkloadIdentity(t *testing.T) {
	t.Parallel()
	issuer, sign := outsideIssuer(t)
	w := servertest.Start(t, func(c *server.Config) {
		c.FederationIssuers, c.FederationPrivateHosts = []string{issuer}, []string{"127.0.0.1"}
	})
	identity, made := userIdentity(w)
	credential := map[string]any{"issuer": issuer, "subject": "system:serviceaccount:ns:sa", "audiences": []string{exchangeName}}
	w.Must(http.MethodPut, identity+"/federatedIdentityCredentials/k8s"+identityAPI, map[string]any{"properties": credential})
	now := w.Clock.Now()
	claims := map[string]any{"iss": issuer, "sub": credential["subject"], "aud": []string{exchangeName}, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	form := assertion(made.Text("properties.clientId"), sign(claims))
	raw := login(t, w, form).Text("access_token")
	if got := claimsOf(t, raw); got["oid"] != made.Text("properties.principalId") || got["xms_mirid"] != made.Text("id") || got["idtyp"] != "app" {
		t.Errorf("the token says %v", got)
	}
	if reply := w.As(raw, http.MethodGet, identity+identityAPI, nil); reply.Status != http.StatusForbidden {
		t.Errorf("without a role: %d %s", reply.Status, reply.Body)
	}
	w.Must(http.MethodDelete, identity+"/federatedIdentityCredentials/k8s"+identityAPI, nil)
	if reply := login(t, w, form); !strings.HasPrefix(reply.Text("error_description"), "AADSTS70021:") {
		t.Errorf("without the credential: %d %s", reply.Status, reply.Body)
	}
}

func TestRevokeTokens(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	identity, made := userIdentity(w)
	handle := machineOf(w, identity)
	group := w.Subscription() + "/resourceGroups/rg"
	w.Must(http.MethodPut, group+"/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000001?api-version=2022-04-01", map[string]any{"properties": map[string]any{
		"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + readerRole,
		"principalId":      made.Text("properties.principalId"), "principalType": "ServicePrincipal",
	}})
	read := func(raw string) servertest.Reply { return w.As(raw, http.MethodGet, identity+identityAPI, nil) }
	old := w.MachineToken(handle, "").Text("access_token")
	if reply := read(old); reply.Status != http.StatusOK {
		t.Fatalf("before: %d %s", reply.Status, reply.Body)
	}
	revoke := identity + "/revokeTokens?api-version=2025-01-31-preview"
	if reply := w.As(old, http.MethodPost, revoke, nil); reply.Status != http.StatusForbidden {
		t.Errorf("by a reader: %d %s", reply.Status, reply.Body)
	}
	if reply := w.Do(http.MethodPost, strings.Replace(revoke, "2025-01-31-preview", "2023-01-31", 1), nil); reply.Status != http.StatusNotFound {
		t.Errorf("by an old version: %d %s", reply.Status, reply.Body)
	}
	if reply := w.Do(http.MethodPost, strings.Replace(revoke, "/uai/", "/nobody/", 1), nil); reply.Status != http.StatusNotFound {
		t.Errorf("of what is not there: %d %s", reply.Status, reply.Body)
	}

	moment := w.Clock.Now().Unix()
	if reply := w.Do(http.MethodPost, revoke, nil); reply.Status != http.StatusOK || reply.Body != "" {
		t.Fatalf("revokeTokens: %d %s", reply.Status, reply.Body)
	}
	reply := read(old)
	claims := fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, moment)
	challenge := reply.Header.Get("WWW-Authenticate")
	for _, want := range []string{`Bearer authorization_uri="`, `error="insufficient_claims"`, `claims="` + base64.StdEncoding.EncodeToString([]byte(claims)) + `"`} {
		if !strings.Contains(challenge, want) {
			t.Errorf("the challenge %q lacks %s", challenge, want)
		}
	}
	if reply.Status != http.StatusUnauthorized || reply.Text("error.code") != "TokenIssuedBeforeRevocationTimestamp" {
		t.Errorf("the old token: %d %s", reply.Status, reply.Body)
	}
	fresh := w.MachineToken(handle, "").Text("access_token")
	if got := claimsOf(t, fresh); int64(got["nbf"].(float64)) < moment || int64(got["iat"].(float64)) < moment {
		t.Errorf("the new token says %v", got)
	}
	if reply := read(fresh); reply.Status != http.StatusOK {
		t.Errorf("the new token: %d %s", reply.Status, reply.Body)
	}
}

func TestRotateKeys(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	before := w.Token(w.ClientID, w.ClientSecret)
	state, err := w.Server.RotateKeys(context.Background(), true)
	if err != nil || len(w.Server.Keys()) != 2 {
		t.Fatalf("%+v, %v, %d keys", state, err, len(w.Server.Keys()))
	}
	published := w.As("", http.MethodGet, w.Login+"/common/discovery/v2.0/keys", nil)
	if kid := published.Text("keys.0.kid"); kid != state.KeyID || published.Text("keys.1.kid") == "" {
		t.Errorf("published: %s", published.Body)
	}
	after := w.Token(w.ClientID, w.ClientSecret)
	if before == after {
		t.Error("the token of the old key is handed out again")
	}
	for _, raw := range []string{before, after} {
		if reply := w.As(raw, http.MethodGet, "/subscriptions?api-version=2021-01-01", nil); reply.Status != http.StatusOK {
			t.Errorf("%d %s", reply.Status, reply.Body)
		}
	}
}

// Of many credentials that are written at once none is lost and none is one too many.
func TestConcurrentCredentials(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*server.Config){"memory": nil, "sqlite": onDisk(t.TempDir())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := servertest.Start(t, change)
			identity, _ := userIdentity(w)
			const writers, most = 32, 20
			statuses := make([]int, writers)
			put := func(n int) int {
				body := fmt.Sprintf(`{"properties":{"issuer":"https://idp.example","subject":"s%d","audiences":["%s"]}}`, n, exchangeName)
				return w.Do(http.MethodPut, fmt.Sprintf("%s/federatedIdentityCredentials/fic%02d%s", identity, n, identityAPI), body).Status
			}
			var wg sync.WaitGroup
			for n := range writers {
				wg.Go(func() {
					for statuses[n] = put(n); statuses[n] == http.StatusConflict; statuses[n] = put(n) {
					}
				})
			}
			wg.Wait()
			made := map[string]bool{}
			for n, status := range statuses {
				if status == http.StatusCreated {
					made[fmt.Sprintf("fic%02d", n)] = true
				} else if status != http.StatusBadRequest {
					t.Errorf("credential %d: %d", n, status)
				}
			}
			listed, _ := w.Must(http.MethodGet, identity+"/federatedIdentityCredentials"+identityAPI, nil).At("value").([]any)
			if len(listed) != most || len(made) != most {
				t.Errorf("%d are there and %d were acknowledged, want %d of both", len(listed), len(made), most)
			}
			for _, one := range listed {
				if name := one.(map[string]any)["name"].(string); !made[name] {
					t.Errorf("%s is there and was not acknowledged", name)
				}
			}
		})
	}
}

// Of two credentials with one issuer and subject that are written at once, one is made.
func TestConcurrentTwins(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	identity, _ := userIdentity(w)
	statuses := make([]int, 8)
	var wg sync.WaitGroup
	for n := range statuses {
		wg.Go(func() {
			body := `{"properties":{"issuer":"https://idp.example","subject":"s","audiences":["` + exchangeName + `"]}}`
			statuses[n] = w.Do(http.MethodPut, fmt.Sprintf("%s/federatedIdentityCredentials/twin%d%s", identity, n, identityAPI), body).Status
		})
	}
	wg.Wait()
	created := 0
	for _, status := range statuses {
		if status == http.StatusCreated {
			created++
		}
	}
	if created != 1 {
		t.Errorf("%d were made: %v", created, statuses)
	}
}
