package sts_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/sts"
	"github.com/azimuthid/azimuth/internal/token"
)

func TestConfiguration(t *testing.T) {
	t.Parallel()
	const (
		v1Issuer = "https://sts.windows.net/" + tenant + "/"
		v2Issuer = "https://login.microsoftonline.com/" + tenant + "/v2.0"
	)
	for _, c := range []struct{ name, path, tenant, version, issuer string }{
		{"version 2.0", "/" + tenant + "/v2.0/.well-known/openid-configuration", tenant, "/v2.0", v2Issuer},
		{"version 1.0", "/" + tenant + "/.well-known/openid-configuration", tenant, "", v1Issuer},
		{"common", "/common/v2.0/.well-known/openid-configuration", "common", "/v2.0", v2Issuer},
		{"organizations", "/organizations/v2.0/.well-known/openid-configuration", "organizations", "/v2.0", v2Issuer},
		{"domain", "/" + domain + "/v2.0/.well-known/openid-configuration", tenant, "/v2.0", v2Issuer},
		{"adfs with a tenant", "/adfs/aad/" + tenant + "/.well-known/openid-configuration", tenant, "/v2.0", v2Issuer},
		{"adfs with v2.0", "/adfs/aad/" + tenant + "/v2.0/.well-known/openid-configuration", tenant, "/v2.0", v2Issuer},
		{"plain adfs", "/adfs/.well-known/openid-configuration", "organizations", "/v2.0", v2Issuer},
		{"odd case and slashes", "//" + strings.ToUpper(tenant) + "/V2.0//.Well-Known/OpenID-Configuration/", tenant, "/v2.0", v2Issuer},
		{"empty query", "/" + tenant + "/v2.0/.well-known/openid-configuration?", tenant, "/v2.0", v2Issuer},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := get(shared().service, c.path)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			document := decode[map[string]any](t, w)
			base := origin + "/" + c.tenant
			for name, want := range map[string]any{
				"issuer":                 c.issuer,
				"token_endpoint":         base + "/oauth2" + c.version + "/token",
				"authorization_endpoint": base + "/oauth2" + c.version + "/authorize",
				"jwks_uri":               base + "/discovery" + c.version + "/keys",
			} {
				if document[name] != want {
					t.Errorf("%s is %v, want %v", name, document[name], want)
				}
			}
			for _, name := range []string{"response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported"} {
				if list, _ := document[name].([]any); len(list) == 0 {
					t.Errorf("%s is missing", name)
				}
			}
			if got := w.Header().Get("Cache-Control"); got != "max-age=86400, private" {
				t.Errorf("Cache-Control: %q", got)
			}
			// What the document names is there.
			keys := get(shared().service, strings.TrimPrefix(document["jwks_uri"].(string), origin))
			if keys.Code != http.StatusOK {
				t.Errorf("jwks_uri: status %d", keys.Code)
			}
			if !shared().service.Serves(strings.TrimPrefix(document["token_endpoint"].(string), origin)) {
				t.Error("token_endpoint is not served")
			}
		})
	}
}

func TestConfigurationOfOurOwnIssuer(t *testing.T) {
	t.Parallel()
	config := shared().config
	config.Authority = token.Authority{TenantID: tenant, OwnOrigin: origin}
	service := sts.New(config)
	for path, want := range map[string]string{
		"/" + tenant + "/.well-known/openid-configuration":      origin + "/" + tenant + "/",
		"/" + tenant + "/v2.0/.well-known/openid-configuration": origin + "/" + tenant + "/v2.0",
	} {
		if got := decode[map[string]any](t, get(service, path))["issuer"]; got != want {
			t.Errorf("%s: issuer %v, want %s", path, got, want)
		}
		// Verifiers look for the document beneath the issuer (OpenID Connect Discovery 4).
		if at := strings.TrimSuffix(want, "/") + "/.well-known/openid-configuration"; at != origin+path {
			t.Errorf("the document of issuer %s is not at %s", want, path)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for path, issuer := range map[string]any{
		"/common/discovery/keys":                       nil,
		"/common/discovery/v2.0/keys":                  "https://login.microsoftonline.com/" + tenant + "/v2.0",
		"/" + tenant + "/discovery/keys":               nil,
		"/" + tenant + "/discovery/v2.0/keys":          "https://login.microsoftonline.com/" + tenant + "/v2.0",
		"/adfs/aad/" + tenant + "/discovery/v2.0/keys": "https://login.microsoftonline.com/" + tenant + "/v2.0",
	} {
		keys := decode[struct{ Keys []map[string]any }](t, get(shared().service, path)).Keys
		if len(keys) != 1 {
			t.Fatalf("%s: %d keys, want 1", path, len(keys))
		}
		if keys[0]["issuer"] != issuer {
			t.Errorf("%s: issuer %v, want %v", path, keys[0]["issuer"], issuer)
		}
		for member := range keys[0] {
			if !slices.Contains([]string{"kty", "use", "kid", "x5t", "n", "e", "x5c", "issuer"}, member) {
				t.Errorf("%s: member %q is published", path, member)
			}
		}
	}
}

func TestInstanceDiscovery(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, query, want string }{
		{"ours", "?api-version=1.1&authorization_endpoint=" + origin + "/" + tenant + "/oauth2/v2.0/authorize", "/" + tenant + "/v2.0"},
		{"ours of version 1.0", "?api-version=1.0&authorization_endpoint=" + origin + "/" + tenant + "/oauth2/authorize", "/" + tenant},
		{"the public cloud's", "?api-version=1.1&authorization_endpoint=https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize", "/organizations/v2.0"},
		{"none named", "?api-version=1.1", "/common/v2.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := get(shared().service, "/common/discovery/instance"+c.query)
			got := decode[struct {
				Endpoint string `json:"tenant_discovery_endpoint"`
				Version  string `json:"api-version"`
				Metadata []struct {
					Network string   `json:"preferred_network"`
					Aliases []string `json:"aliases"`
				} `json:"metadata"`
			}](t, w)
			if want := origin + c.want + "/.well-known/openid-configuration"; got.Endpoint != want || got.Version != "1.1" {
				t.Errorf("%s of version %s, want %s", got.Endpoint, got.Version, want)
			}
			hosts := []string{}
			for _, m := range got.Metadata {
				hosts = append(hosts, m.Network)
			}
			if diff := cmp.Diff([]string{"login.microsoftonline.com", "127.0.0.1:8443"}, hosts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestServes(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"/common/discovery/instance":          true,
		"/anything/oauth2/v2.0/token":         true,
		"/adfs/aad/x/oauth2/token":            true,
		"/x/.well-known/openid-configuration": true,
		"//x//oauth2//token//":                true,
		"/":                                   false,
		"":                                    false,
		"/adfs":                               false,
		"/adfs/aad":                           false,
		"/subscriptions":                      false,
		"/subscriptions/s/resourceGroups/rg":  false,
		"/providers/Microsoft.Compute/operations":               false,
		"/x/discovery/instance":                                 false,
		"/.well-known/openid-configuration":                     false,
		"/x/oauth2/v2.0/token/more":                             false,
		"/metadata/endpoints":                                   false,
		"/adfs/other/" + tenant + "/oauth2/v2.0/token":          false,
		"/v1.0/servicePrincipals/.well-known/openid":            false,
		"/subscriptions/s/providers/Microsoft.Compute/skus":     false,
		"/subscriptions/s/resourceGroups/rg/providers/N/t/name": false,
	} {
		if got := shared().service.Serves(path); got != want {
			t.Errorf("Serves(%q): %v, want %v", path, got, want)
		}
	}
	if w := get(shared().service, "/subscriptions"); w.Code != http.StatusNotFound || w.Body.Len() != 0 {
		t.Errorf("what is not served: status %d, %q", w.Code, w.Body)
	}
}

func TestOptionsAndHead(t *testing.T) {
	t.Parallel()
	for path, allow := range map[string]string{v2Path: "POST, OPTIONS", "/common/discovery/v2.0/keys": "GET, HEAD, OPTIONS"} {
		w := httptest.NewRecorder()
		shared().service.ServeHTTP(w, httptest.NewRequest(http.MethodOptions, path, nil))
		if w.Code != http.StatusNoContent || w.Header().Get("Allow") != allow {
			t.Errorf("OPTIONS %s: status %d, Allow %q", path, w.Code, w.Header().Get("Allow"))
		}
	}
	server := httptest.NewServer(shared().service)
	defer server.Close()
	response, err := server.Client().Head(server.URL + "/common/discovery/v2.0/keys")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK || response.ContentLength <= 0 {
		t.Errorf("HEAD: status %d, length %d", response.StatusCode, response.ContentLength)
	}
}

func TestStrictTransportSecurity(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]bool{
		"https://127.0.0.1:8443":            true,
		"https://login.microsoftonline.com": true,
		"https://localhost:8443":            false,
		"https://build-3.corp.example:8443": false,
	} {
		config := shared().config
		config.Origin = func(*http.Request) string { return at }
		w := get(sts.New(config), "/common/discovery/keys")
		if got := w.Header().Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("%s: Strict-Transport-Security sent: %v, want %v", at, got, want)
		}
	}
}
