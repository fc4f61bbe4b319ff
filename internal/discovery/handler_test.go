package discovery_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/azimuthid/azimuth/internal/discovery"
)

func ask(t *testing.T, method, target string) (status int, body any) {
	t.Helper()
	h := &discovery.Handler{
		Cloud:  func(*http.Request) discovery.Cloud { return discovery.Public() },
		Images: []discovery.Image{{"One", "Linux", "p", "o", "s", "x64"}, {"Two", "Windows", "p", "o", "t", "x64"}},
	}
	r := httptest.NewRequest(method, target, nil)
	if !h.Serves(r.URL.Path) {
		t.Fatalf("%s is not served", target)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v: %s", target, err, w.Body)
	}
	return w.Code, body
}

func TestForms(t *testing.T) {
	t.Parallel()
	const (
		early  = "an object with endpoints"
		list   = "a list of clouds"
		object = "a cloud"
	)
	for target, want := range map[string]string{
		"/metadata/endpoints?api-version=1.0":                early,
		"/metadata/endpoints?api-version=2015-01-01":         early,
		"/metadata/endpoints?api-version=2017-12-01-preview": early,
		"//metadata/endpoints?api-version=2018-01-01":        list,
		"/metadata/endpoints/?api-version=2019-05-01":        list,
		"/metadata/endpoints?api-version=2020-06-01":         list,
		"/Metadata/Endpoints?api-version=2022-09-01":         object,
		"/metadata/endpoints?api-version=2023-12-01":         object,
		"/metadata/endpoints?api-version=2099-01-01":         object,
		"/metadata/endpoints":                                "MissingApiVersionParameter",
		"/metadata/endpoints?api-version=":                   "MissingApiVersionParameter",
		"/metadata/endpoints?api-version=latest":             "InvalidApiVersionParameter",
		"/metadata/endpoints?api-version=2022-09":            "InvalidApiVersionParameter",
	} {
		status, body := ask(t, http.MethodGet, target)
		got := ""
		switch b := body.(type) {
		case []any:
			if b[0].(map[string]any)["resourceManager"] == "https://management.azure.com/" && len(b) == 1 {
				got = list
			}
		case map[string]any:
			failed, _ := b["error"].(map[string]any)
			login, _ := b["authentication"].(map[string]any)
			switch {
			case failed != nil:
				got = failed["code"].(string)
			case b["galleryEndpoint"] != nil && login["loginEndpoint"] == "https://login.microsoftonline.com":
				got = early
			case b["name"] == "AzureCloud" && b["microsoftGraphResourceId"] == "https://graph.microsoft.com/":
				got = object
			}
		}
		if got != want || (status == http.StatusOK) != (want == early || want == list || want == object) {
			t.Errorf("%s: %d, %q, want %q: %v", target, status, got, want, body)
		}
	}
	if status, _ := ask(t, http.MethodPost, "/metadata/endpoints?api-version=2022-09-01"); status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", status)
	}
}

// What azurerm refuses to do without.
func TestMembersThatTerraformNeeds(t *testing.T) {
	t.Parallel()
	_, body := ask(t, http.MethodGet, "/metadata/endpoints?api-version=2022-09-01")
	for path, want := range map[[2]string]string{
		{"name"}: "AzureCloud", {"resourceManager"}: "https://management.azure.com/", {"microsoftGraphResourceId"}: "https://graph.microsoft.com/",
		{"authentication", "loginEndpoint"}: "https://login.microsoftonline.com", {"authentication", "tenant"}: "common", {"authentication", "identityProvider"}: "AAD",
		{"suffixes", "storage"}: "core.windows.net", {"suffixes", "keyVaultDns"}: "vault.azure.net",
	} {
		value := body.(map[string]any)[path[0]]
		if path[1] != "" {
			value = value.(map[string]any)[path[1]]
		}
		if value != want {
			t.Errorf("%v: %v, want %s", path, value, want)
		}
	}
}

func TestAliases(t *testing.T) {
	t.Parallel()
	_, body := ask(t, http.MethodGet, "/metadata/imageAliases.json")
	text, err := json.Marshal(body.(map[string]any)["outputs"])
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"aliases":{"type":"object","value":{"Linux":{"One":{"architecture":"x64","offer":"o","publisher":"p","sku":"s","version":"latest"}},"Windows":{"Two":{"architecture":"x64","offer":"o","publisher":"p","sku":"t","version":"latest"}}}}}`
	if string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
}

func TestServesNothingElse(t *testing.T) {
	t.Parallel()
	h := &discovery.Handler{}
	for _, path := range []string{"/", "/metadata", "/metadata/identity/oauth2/token", "/metadata/endpoints/x", "/metadata/endpoint", "/subscriptions", ""} {
		if h.Serves(path) {
			t.Errorf("%s is served", path)
		}
	}
}
