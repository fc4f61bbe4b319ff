package sts_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/sts"
)

func digestOf(plain string) []byte {
	digest := sha256.Sum256([]byte(plain))
	return digest[:]
}

type errorBody struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
	Timestamp   string `json:"timestamp"`
	Trace       string `json:"trace_id"`
	Correlation string `json:"correlation_id"`
	URI         string `json:"error_uri"`
}

func set(name, value string) func(url.Values) {
	return func(f url.Values) { f.Set(name, value) }
}

func del(name string) func(url.Values) { return func(f url.Values) { f.Del(name) } }

func TestRefusals(t *testing.T) {
	t.Parallel()
	basic := func(id, secret string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(url.QueryEscape(id), url.QueryEscape(secret)) }
	}
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	verb := func(v string) func(*http.Request) { return func(r *http.Request) { r.Method = v } }
	claims := func(n int) string {
		return `{"access_token":{"xms_cc":{"values":["a"` + strings.Repeat(`,"a"`, n-1) + `]}}}`
	}
	for _, c := range []struct {
		name   string
		path   string
		edit   func(url.Values)      // of the good form of the path's version
		raw    string                // sent instead of a form
		more   func(r *http.Request) // of the request
		status int
		oauth  string
		code   int
		text   string // that the description holds
	}{
		{name: "unknown application", path: v2Path, edit: set("client_id", "99999999-2222-2222-2222-222222222222"), status: 400, oauth: "unauthorized_client", code: 700016, text: "Application with identifier '99999999-2222-2222-2222-222222222222' was not found in the directory '" + tenant + "'."},
		{name: "client id is no GUID", path: v2Path, edit: set("client_id", "../../token/signingkeys/x"), status: 400, oauth: "unauthorized_client", code: 700016},
		{name: "managed identity's client id", path: v2Path, edit: set("client_id", managedApp), status: 400, oauth: "unauthorized_client", code: 700016},
		{name: "wrong secret", path: v2Path, edit: set("client_secret", "wrong"), status: 401, oauth: "invalid_client", code: 7000215, text: "Invalid client secret provided."},
		{name: "wrong secret in version 1.0", path: v1Path, edit: set("client_secret", "wrong"), status: 401, oauth: "invalid_client", code: 7000215},
		{name: "expired secret", path: v2Path, edit: set("client_secret", oldSecret), status: 401, oauth: "invalid_client", code: 7000222, text: "'" + app + "' are expired"},
		{name: "application without a principal", path: v2Path, edit: set("client_id", orphanApp), status: 401, oauth: "invalid_client", code: 7000229},
		{name: "assertion without its type", path: v2Path, edit: func(f url.Values) { f.Del("client_secret"); f.Set("client_assertion", "a.b.c") }, status: 400, oauth: "invalid_request", code: 900144, text: "'client_assertion_type'"},
		{name: "no credential", path: v2Path, edit: del("client_secret"), status: 401, oauth: "invalid_client", code: 7000216},
		{name: "empty credential", path: v2Path, edit: set("client_secret", ""), status: 401, oauth: "invalid_client", code: 7000216},

		{name: "no grant type", path: v2Path, edit: del("grant_type"), status: 400, oauth: "invalid_request", code: 900144, text: "'grant_type'"},
		{name: "no client id", path: v2Path, edit: del("client_id"), status: 400, oauth: "invalid_request", code: 900144, text: "'client_id'"},
		{name: "no scope", path: v2Path, edit: del("scope"), status: 400, oauth: "invalid_request", code: 900144, text: "'scope'"},
		{name: "no resource", path: v1Path, edit: del("resource"), status: 400, oauth: "invalid_request", code: 900144, text: "'resource'"},
		{name: "empty body", path: v2Path, raw: "&", status: 400, oauth: "invalid_request", code: 900144, text: "'grant_type'"},
		{name: "JSON instead of a form", path: v2Path, more: header("Content-Type", "application/json"), status: 400, oauth: "invalid_request", code: 900144, text: "'grant_type'"},
		{name: "no content type", path: v2Path, more: header("Content-Type", ""), status: 400, oauth: "invalid_request", code: 900144, text: "'grant_type'"},
		{name: "unsupported grant", path: v2Path, edit: set("grant_type", "urn:ietf:params:oauth:grant-type:saml2-bearer"), status: 400, oauth: "unsupported_grant_type", code: 70003, text: "'urn:ietf:params:oauth:grant-type:saml2-bearer'"},
		{name: "resource in version 2.0", path: v2Path, edit: set("resource", arm), status: 400, oauth: "invalid_request", code: 901002},

		{name: "unknown tenant", path: "/99999999-1111-1111-1111-111111111111/oauth2/v2.0/token", status: 400, oauth: "invalid_request", code: 90002, text: "Tenant '99999999-1111-1111-1111-111111111111' not found."},
		{name: "unknown tenant in version 1.0", path: "/other.example/oauth2/token", status: 400, oauth: "invalid_request", code: 90002},
		{name: "unknown tenant in the configuration", path: "/nobody/v2.0/.well-known/openid-configuration", more: verb("GET"), status: 400, oauth: "invalid_tenant", code: 90002},
		{name: "unknown tenant in the keys", path: "/nobody/discovery/v2.0/keys", more: verb("GET"), status: 400, oauth: "invalid_tenant", code: 90002},
		{name: "unknown instance", path: "/common/discovery/instance?authorization_endpoint=https://evil.example/common/oauth2/v2.0/authorize", more: verb("GET"), status: 400, oauth: "invalid_instance", code: 50049},
		{name: "instance over http", path: "/common/discovery/instance?authorization_endpoint=http://127.0.0.1:8443/common/oauth2/v2.0/authorize", more: verb("GET"), status: 400, oauth: "invalid_instance", code: 50049},
		{name: "unknown tenant of an instance", path: "/common/discovery/instance?authorization_endpoint=https://login.microsoftonline.com/nobody/oauth2/v2.0/authorize", more: verb("GET"), status: 400, oauth: "invalid_tenant", code: 90002},

		{name: "scope without .default", path: v2Path, edit: set("scope", arm+"/user_impersonation"), status: 400, oauth: "invalid_scope", code: 1002012, text: arm + "/user_impersonation"},
		{name: "scope is the bare audience", path: v2Path, edit: set("scope", arm), status: 400, oauth: "invalid_scope", code: 1002012},
		{name: "scope .default of nothing", path: v2Path, edit: set("scope", "/.default"), status: 400, oauth: "invalid_scope", code: 70011},
		{name: "OpenID scopes alone", path: v2Path, edit: set("scope", "openid profile"), status: 400, oauth: "invalid_scope", code: 70011, text: "The scope openid profile is not valid."},
		{name: "scopes of two resources", path: v2Path, edit: set("scope", arm+"/.default https://graph.microsoft.com/.default"), status: 400, oauth: "invalid_scope", code: 28000},
		{name: "unknown resource", path: v2Path, edit: set("scope", "https://nosuch.example/.default"), status: 400, oauth: "invalid_resource", code: 500011, text: "The resource principal named https://nosuch.example was not found in the tenant named " + tenant + "."},
		{name: "unknown resource in version 1.0", path: v1Path, edit: set("resource", "https://nosuch.example"), status: 400, oauth: "invalid_resource", code: 500011},
		{name: "unknown application as the resource", path: v2Path, edit: set("scope", "api://99999999-2222-2222-2222-222222222222/.default"), status: 400, oauth: "invalid_resource", code: 500011},

		{name: "secret in the form and in the header", path: v2Path, more: basic(app, secret), status: 400, oauth: "invalid_request", code: 9002313, text: "More than one client credential"},
		{name: "secret and assertion", path: v2Path, edit: func(f url.Values) {
			f.Set("client_assertion", "a.b.c")
			f.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
		}, status: 400, oauth: "invalid_request", code: 9002313, text: "More than one client credential"},
		{name: "two clients", path: v2Path, edit: del("client_secret"), more: basic(orphanApp, secret), status: 400, oauth: "invalid_request", code: 9002313},
		{name: "header is not base64", path: v2Path, edit: del("client_secret"), more: header("Authorization", "Basic *"), status: 400, oauth: "invalid_request", code: 9002313},
		{name: "header without a colon", path: v2Path, edit: del("client_secret"), more: header("Authorization", "Basic YQ=="), status: 400, oauth: "invalid_request", code: 9002313},
		{name: "wrong escape in the header", path: v2Path, edit: del("client_secret"), more: func(r *http.Request) { r.SetBasicAuth(app, "%zz") }, status: 400, oauth: "invalid_request", code: 9002313},
		{name: "wrong secret in the header", path: v2Path, edit: del("client_secret"), more: basic(app, "wrong"), status: 401, oauth: "invalid_client", code: 7000215},
		{name: "repeated field", path: v2Path, edit: func(f url.Values) { f.Add("scope", arm+"/.default") }, status: 400, oauth: "invalid_request", code: 9000411, text: "'scope'"},
		{name: "repeated field, once empty", path: v2Path, edit: func(f url.Values) { f["client_secret"] = []string{"", secret} }, status: 400, oauth: "invalid_request", code: 9000411, text: "'client_secret'"},
		{name: "wrong escape in a value", path: v2Path, raw: "grant_type=%zz", status: 400, oauth: "invalid_request", code: 9002313, text: "'grant_type'"},
		{name: "wrong escape in a name", path: v2Path, raw: "grant%=x", status: 400, oauth: "invalid_request", code: 9002313},
		{name: "body too large", path: v2Path, raw: "grant_type=client_credentials&x=" + strings.Repeat("a", 64<<10), status: 413, oauth: "invalid_request", code: 9002313},
		{name: "claims are no JSON", path: v2Path, edit: set("claims", "{"), status: 400, oauth: "invalid_request", code: 9002313},
		{name: "claims have another form", path: v2Path, edit: set("claims", `{"access_token":[]}`), status: 400, oauth: "invalid_request", code: 9002313},
		{name: "too many capabilities", path: v2Path, edit: set("claims", claims(17)), status: 400, oauth: "invalid_request", code: 9002313},
		{name: "capability too long", path: v2Path, edit: set("claims", strings.Replace(claims(1), "a\"]", strings.Repeat("a", 65)+"\"]", 1)), status: 400, oauth: "invalid_request", code: 9002313},

		{name: "GET of a token", path: v2Path, more: verb("GET"), status: 405, oauth: "invalid_request", code: 900561, text: "The endpoint only accepts POST requests. Received a GET request."},
		{name: "PUT of a token in version 1.0", path: v1Path, more: verb("PUT"), status: 405, oauth: "invalid_request", code: 900561, text: "Received a PUT request."},
		{name: "POST of the configuration", path: "/common/.well-known/openid-configuration", status: 405, oauth: "invalid_request", code: 900561, text: "only accepts GET requests"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := v2Form()
			if c.path == v1Path {
				f = v1Form()
			}
			if c.edit != nil {
				c.edit(f)
			}
			body := f.Encode()
			if c.raw != "" {
				body = c.raw
			}
			var edits []func(*http.Request)
			if c.more != nil {
				edits = append(edits, c.more)
			}
			w := post(shared().service, c.path, body, edits...)
			if w.Code != c.status {
				t.Errorf("status %d, want %d: %s", w.Code, c.status, w.Body)
			}
			got := decode[errorBody](t, w)
			want := errorBody{
				Error: c.oauth, Description: got.Description, Codes: []int{c.code}, Timestamp: "2026-03-01 12:00:00Z",
				Trace: w.Header().Get("x-ms-request-id"), Correlation: correlation, URI: fmt.Sprintf("%s/error?code=%d", origin, c.code),
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if !resource.IsGUID(got.Trace) {
				t.Errorf("trace id %q", got.Trace)
			}
			tail := "\r\nTrace ID: " + got.Trace + "\r\nCorrelation ID: " + correlation + "\r\nTimestamp: " + got.Timestamp
			if !strings.HasPrefix(got.Description, fmt.Sprintf("AADSTS%d: ", c.code)) || !strings.HasSuffix(got.Description, tail) || !strings.Contains(got.Description, c.text) {
				t.Errorf("description %q", got.Description)
			}
			for name, want := range map[string]string{"Retry-After": "", "Cache-Control": "no-store, no-cache", "Pragma": "no-cache", "Expires": "-1", "X-Content-Type-Options": "nosniff"} {
				if value := w.Header().Get(name); value != want {
					t.Errorf("%s: %q, want %q", name, value, want)
				}
			}
			if c.status == 405 && w.Header().Get("Allow") == "" {
				t.Error("no Allow header")
			}
		})
	}
}

func TestSecretsStayInside(t *testing.T) {
	t.Parallel()
	x := newWorld()
	requests := []url.Values{v2Form(), v2Form(), v2Form()}
	requests[1].Set("client_secret", "a-wrong-secret")
	requests[2].Set("client_assertion", "an.assertion.x")
	seen := ""
	for _, f := range requests {
		w := post(x.service, v2Path, f.Encode())
		if w.Code != http.StatusOK {
			seen += w.Body.String()
		} else if raw := decode[map[string]any](t, w)["access_token"].(string); strings.Contains(x.log.String(), raw) {
			t.Error("the token stands in the log")
		}
	}
	seen += x.log.String()
	if !strings.Contains(seen, "AADSTS7000215") {
		t.Fatalf("nothing was refused or logged: %s", seen)
	}
	for _, word := range []string{secret, url.QueryEscape(secret), "a-wrong-secret", "an.assertion.x"} {
		if strings.Contains(seen, word) {
			t.Errorf("%q stands in an error or in the log", word)
		}
	}
}

// brokenStore fails at every read.
type brokenStore struct{ resource.Store }

func (brokenStore) Get(context.Context, string) (resource.Document, error) {
	return resource.Document{}, errors.New("disk on fire")
}

func TestFaultsAreNotShown(t *testing.T) {
	t.Parallel()
	x := newWorld()
	x.config.Store = brokenStore{x.config.Store}
	x.config.Log = slog.New(slog.NewTextHandler(x.log, nil))
	w := post(sts.New(x.config), v2Path, v2Form().Encode())
	got := decode[errorBody](t, w)
	if w.Code != http.StatusInternalServerError || got.Error != "server_error" || strings.Contains(w.Body.String(), "fire") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if log := x.log.String(); !strings.Contains(log, "disk on fire") || !strings.Contains(log, got.Trace) {
		t.Errorf("the log does not tell the cause: %s", log)
	}
}

func TestCorrelation(t *testing.T) {
	t.Parallel()
	const other = "77777777-6666-6666-6666-666666666666"
	for _, c := range []struct{ name, header, query, want string }{
		{"header", correlation, "", correlation},
		{"query", "", "?client-request-id=" + correlation, correlation},
		{"header before query", correlation, "?client-request-id=" + other, correlation},
		{"not a GUID", "anything\"", "", ""},
		{"none", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := post(shared().service, v2Path+c.query, "", func(r *http.Request) {
				r.Header.Set("client-request-id", c.header)
				r.Header.Set("return-client-request-id", "true")
			})
			got := decode[errorBody](t, w).Correlation
			if !regexp.MustCompile("^"+c.want).MatchString(got) || !resource.IsGUID(got) {
				t.Errorf("correlation %q, want %q", got, c.want)
			}
			if echoed := w.Header().Get("client-request-id"); echoed != got {
				t.Errorf("header %q, body %q", echoed, got)
			}
		})
	}
}
