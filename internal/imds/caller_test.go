package imds_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/identity"
)

func basic(user string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"))
}

func TestWhichMachineAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.machine("one", identity.Assigned{System: &own})
	two := w.machine("two", identity.Assigned{User: []identity.User{first}})
	three := w.machine("three", identity.Assigned{User: []identity.User{second}})
	const absolute = "http://169.254.169.254"
	for _, c := range []struct {
		name    string
		target  string
		headers []string
		want    string // the principal, or "" for nobody
	}{
		{"proxy user", absolute + tokenURL, []string{"Proxy-Authorization", basic(one)}, own.PrincipalID},
		{"proxy user, scheme in lower case", absolute + tokenURL, []string{"Proxy-Authorization", strings.Replace(basic(one), "Basic", "basic", 1)}, own.PrincipalID},
		{"proxy user with a password", absolute + tokenURL, []string{"Proxy-Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(one+":x"))}, own.PrincipalID},
		{"identity header", tokenURL, []string{"X-IDENTITY-HEADER", two}, first.PrincipalID},
		{"path", "/vm/" + three + tokenURL, nil, second.PrincipalID},
		{"path after a proxy", absolute + "/vm/" + three + tokenURL, nil, second.PrincipalID},
		{"proxy user before the others", absolute + "/vm/" + three + tokenURL, []string{"Proxy-Authorization", basic(one), "X-IDENTITY-HEADER", two}, own.PrincipalID},
		{"identity header before the path", "/vm/" + three + tokenURL, []string{"X-IDENTITY-HEADER", two}, first.PrincipalID},
		{"no proxy, no proxy user", "/vm/" + three + tokenURL, []string{"Proxy-Authorization", basic(one)}, second.PrincipalID},
		{"a wrong proxy user is not made up for", absolute + "/vm/" + three + tokenURL, []string{"Proxy-Authorization", basic("x"), "X-IDENTITY-HEADER", two}, ""},
		{"a wrong identity header is not made up for", "/vm/" + three + tokenURL, []string{"X-IDENTITY-HEADER", "x"}, ""},
		{"a token for a proxy user", absolute + tokenURL, []string{"Proxy-Authorization", "Bearer " + one}, ""},
		{"no base64 for a proxy user", absolute + tokenURL, []string{"Proxy-Authorization", "Basic " + one + "!"}, ""},
		{"handle in other case", "/vm/" + strings.ToUpper(three) + tokenURL, nil, ""},
		{"the other protocol's header", tokenURL, []string{"secret", one}, ""},
		{"nothing", tokenURL, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := w.get(c.target, append([]string{"Metadata", "true"}, c.headers...)...)
			members := reply(t, got)
			if c.want == "" {
				if got.Code != http.StatusBadRequest || members["error_description"] != "Identity not found" {
					t.Errorf("status %d: %s", got.Code, got.Body)
				}
				return
			}
			if members["access_token"] != "token of "+c.want {
				t.Errorf("status %d: %s", got.Code, got.Body)
			}
		})
	}
}

func TestPathsAsClientsWriteThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	const query = "?api-version=2018-02-01&resource=https://x"
	for _, path := range []string{
		"/metadata/identity/oauth2/token",
		"/metadata/identity/oauth2/token/",
		"//metadata/identity/oauth2/token",
		"/metadata//identity/oauth2//token//",
		"/Metadata/Identity/OAuth2/Token",
		"/vm/" + handle + "/metadata/identity/oauth2/token/",
		"/vm/" + handle + "//metadata/identity/oauth2/token",
		"/VM/" + handle + "/METADATA/identity/oauth2/token",
	} {
		headers := []string{"Metadata", "true"}
		if !strings.Contains(path, handle) {
			headers = append(headers, "X-IDENTITY-HEADER", handle)
		}
		if got := w.get(path+query, headers...); got.Code != http.StatusOK {
			t.Errorf("%s: status %d: %s", path, got.Code, got.Body)
		}
	}
}

// A Go program that was told of a proxy asks as it always does.
func TestProxiedClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	server := httptest.NewServer(w.handler)
	t.Cleanup(server.Close)
	client := func(user string) *http.Client {
		proxy, err := url.Parse(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		proxy.User = url.User(user)
		transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
		t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport}
	}
	ask := func(c *http.Client, target string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Metadata", "true")
		response, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}

	if status, body := ask(client(handle), "http://169.254.169.254"+tokenURL); status != http.StatusOK || !strings.Contains(body, "token of "+own.PrincipalID) {
		t.Errorf("status %d: %s", status, body)
	}
	if status, body := ask(client("x"), "http://169.254.169.254"+tokenURL); status != http.StatusBadRequest || !strings.Contains(body, "Identity not found") {
		t.Errorf("unknown machine: status %d: %s", status, body)
	}
	if status, body := ask(client(handle), "http://example.invalid/"); status != http.StatusForbidden {
		t.Errorf("another host: status %d: %s", status, body)
	}
	if _, err := client(handle).Get("https://example.invalid/"); err == nil || !strings.Contains(err.Error(), "Method Not Allowed") {
		t.Errorf("tunnel: %v", err)
	}
}
