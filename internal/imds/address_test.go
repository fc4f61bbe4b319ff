package imds_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/identity"
)

// The addresses of the tests: those of two machines, one that has none, and
// another program beside the server.
const (
	atOne  = "169.254.169.11:40000"
	atTwo  = "[2001:db8::2]:40000"
	nobody = "169.254.169.13:40000"
	beside = "127.0.0.1:40000"
)

// mapped is a world with two machines that are told by their addresses.
func mapped(t testing.TB) (w *world, one, two string) {
	t.Helper()
	w = newWorld(t, "169.254.169.11=rg/vm/one", "2001:db8::/64="+group+"/providers/Microsoft.Compute/virtualMachines/two")
	return w, w.machine("one", identity.Assigned{System: &own}), w.machine("two", identity.Assigned{User: []identity.User{first}})
}

func (w *world) from(address, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := request(method, target, headers...)
	r.RemoteAddr = address
	return w.do(r)
}

// A machine that is told by its address is that machine or none, whatever it says.
func TestWhichAddressAsks(t *testing.T) {
	t.Parallel()
	w, one, two := mapped(t)
	const absolute = "http://169.254.169.254"
	w.from(atOne, http.MethodGet, tokenURL, "Metadata", "true") // the machine is known by its id now
	oneID := strings.ToLower(group + "/providers/Microsoft.Compute/virtualMachines/one")
	for _, c := range []struct {
		name, from, target string
		headers            []string
		want               string // the principal, or "" for nobody
	}{
		{"the first machine", atOne, tokenURL, nil, own.PrincipalID},
		{"the second machine", atTwo, tokenURL, nil, first.PrincipalID},
		{"IPv4 in IPv6", "[::ffff:169.254.169.11]:40000", tokenURL, nil, own.PrincipalID},
		{"by way of a proxy", atOne, absolute + tokenURL, nil, own.PrincipalID},
		{"its own path", atOne, "/vm/" + one + tokenURL, nil, own.PrincipalID},
		{"its own header", atOne, tokenURL, []string{"X-IDENTITY-HEADER", one}, own.PrincipalID},
		{"its own proxy user", atOne, absolute + tokenURL, []string{"Proxy-Authorization", basic(one)}, own.PrincipalID},
		{"another's path", atOne, "/vm/" + two + tokenURL, nil, ""},
		{"another's header", atOne, tokenURL, []string{"X-IDENTITY-HEADER", two}, ""},
		{"another's proxy user", atOne, absolute + tokenURL, []string{"Proxy-Authorization", basic(two)}, ""},
		{"a path that names nobody", atOne, "/vm/x" + tokenURL, nil, ""},
		{"a header that names nobody", atOne, tokenURL, []string{"X-IDENTITY-HEADER", ""}, ""},
		{"a proxy user that names nobody", atOne, absolute + tokenURL, []string{"Proxy-Authorization", "Bearer x"}, ""},
		{"an id in the place of a handle", atTwo, tokenURL, []string{"X-IDENTITY-HEADER", oneID}, ""},
		{"nobody's address", nobody, tokenURL, nil, ""},
		{"nobody's address with a path", nobody, "/vm/" + one + tokenURL, nil, ""},
		{"nobody's address with a header", nobody, tokenURL, []string{"X-IDENTITY-HEADER", one}, ""},
		{"nobody's address with a proxy user", nobody, absolute + tokenURL, []string{"Proxy-Authorization", basic(one)}, ""},
		{"an address that is said", nobody, tokenURL, []string{"Forwarded", "for=169.254.169.11", "X-Real-Ip", "169.254.169.11"}, ""},
		{"no address", "@", tokenURL, []string{"X-IDENTITY-HEADER", one}, ""},
		{"beside the server", beside, tokenURL, []string{"X-IDENTITY-HEADER", two}, first.PrincipalID},
		{"beside the server, with an id", beside, tokenURL, []string{"X-IDENTITY-HEADER", oneID}, ""},
		{"beside the server, with nothing", beside, tokenURL, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // the second answer may be one that was kept
				got := w.from(c.from, http.MethodGet, c.target, append([]string{"Metadata", "true"}, c.headers...)...)
				members := reply(t, got)
				if c.want == "" {
					if got.Code != http.StatusBadRequest || members["error_description"] != "Identity not found" {
						t.Errorf("status %d: %s", got.Code, got.Body)
					}
				} else if members["access_token"] != "token of "+c.want {
					t.Errorf("status %d: %s", got.Code, got.Body)
				}
			}
		})
	}
}

// What keeps confused programs from asking holds for machines that are told by
// their addresses, and matters more there: nothing else is secret.
func TestAnAddressIsNotEnough(t *testing.T) {
	t.Parallel()
	w, _, two := mapped(t)
	for _, c := range []struct {
		name, from, method, target string
		headers                    []string
		status                     int
	}{
		{"without the header", atOne, "GET", tokenURL, nil, http.StatusBadRequest},
		{"with the header wrong", atOne, "GET", tokenURL, []string{"Metadata", "false"}, http.StatusBadRequest},
		{"passed on", atOne, "GET", tokenURL, []string{"Metadata", "true", "X-Forwarded-For", "10.0.0.1"}, http.StatusBadRequest},
		{"from a browser", atOne, "GET", tokenURL, []string{"Metadata", "true", "Origin", "https://example.com"}, http.StatusForbidden},
		{"by another method", atOne, "POST", tokenURL, []string{"Metadata", "true"}, http.StatusMethodNotAllowed},
		{"under another host", atOne, "GET", "http://rebound.example.com" + tokenURL, []string{"Metadata", "true"}, http.StatusForbidden},
		{"the protocol of App Service", atOne, "GET", msiURL, nil, http.StatusUnauthorized},
		{"the protocol of App Service with another's header", atOne, "GET", msiURL, []string{"X-IDENTITY-HEADER", two}, http.StatusUnauthorized},
		{"the extension's protocol without the header", atOne, "GET", "/oauth2/token?resource=https://x", nil, http.StatusBadRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := w.from(c.from, c.method, c.target, c.headers...); got.Code != c.status || strings.Contains(got.Body.String(), "token of") {
				t.Errorf("status %d: %s", got.Code, got.Body)
			}
		})
	}
}

// Everything that a machine may ask is answered by its address, and nothing of it
// to who has none.
func TestEveryPathByAddress(t *testing.T) {
	t.Parallel()
	w, one, _ := mapped(t)
	for _, c := range []struct {
		target  string
		headers []string
	}{
		{tokenURL, nil},
		{"/metadata/identity/info?api-version=2018-02-01", nil},
		{"/metadata/instance?api-version=2021-02-01", nil},
		{"/metadata/attested/document?api-version=2021-02-01", nil},
		{"/metadata/versions", nil},
		{"/oauth2/token?resource=https://management.azure.com/", nil},
		{msiURL, []string{"X-IDENTITY-HEADER", one}},
	} {
		headers := append([]string{"Metadata", "true"}, c.headers...)
		if got := w.from(atOne, http.MethodGet, c.target, headers...); got.Code != http.StatusOK {
			t.Errorf("%s: status %d: %s", c.target, got.Code, got.Body)
		}
		if got := w.from(nobody, http.MethodGet, c.target, headers...); got.Code != http.StatusBadRequest || !strings.Contains(got.Body.String(), "Identity not found") {
			t.Errorf("%s from nobody's address: status %d: %s", c.target, got.Code, got.Body)
		}
	}
	if !strings.Contains(w.log.String(), "address="+nobody) || strings.Contains(w.log.String(), one) {
		t.Errorf("the log: %s", w.log.String())
	}
}

// The machine with an address may come and go.
func TestAMachineThatComesLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "169.254.169.11=RG/vm/late")
	ask := func() *httptest.ResponseRecorder { return w.from(atOne, http.MethodGet, tokenURL, "Metadata", "true") }
	is := func(what, text string) {
		t.Helper()
		if got := ask(); !strings.Contains(got.Body.String(), text) {
			t.Errorf("%s: status %d: %s", what, got.Code, got.Body)
		}
	}
	is("before it is made", "Identity not found")
	w.machine("late", identity.Assigned{System: &own})
	is("once it is made", "token of "+own.PrincipalID)
	w.machine("late", identity.Assigned{User: []identity.User{first}})
	is("with another identity", "token of "+first.PrincipalID)
	w.remove(strings.ToLower(group + "/providers/Microsoft.Compute/virtualMachines/late"))
	is("once it is gone", "Identity not found")
}

// The server asks as any machine, whoever has an address.
func TestTheServerItselfAsks(t *testing.T) {
	t.Parallel()
	w, _, two := mapped(t)
	status, body := w.handler.Ask(t.Context(), two, url.Values{"api-version": {"2018-02-01"}, "resource": {audience}})
	if status != http.StatusOK || !strings.Contains(string(body), "token of "+first.PrincipalID) {
		t.Errorf("status %d: %s", status, body)
	}
}

// What is noted of a request is the machine that it was answered as.
func TestWhoIsNoted(t *testing.T) {
	t.Parallel()
	w, one, two := mapped(t)
	id := func(name string) string { return group + "/providers/Microsoft.Compute/virtualMachines/" + name }
	for _, c := range []struct{ name, from, target, want string }{
		{"by its address", atOne, tokenURL, id("one")},
		{"by its path", beside, "/vm/" + two + tokenURL, id("two")},
		{"by another's path", atOne, "/vm/" + two + tokenURL, ""},
		{"by nobody's address", nobody, "/vm/" + one + tokenURL, ""},
	} {
		r := request(http.MethodGet, c.target)
		r.RemoteAddr = c.from
		if path, machine := w.handler.Asked(r); machine != c.want || path != "/metadata/identity/oauth2/token" {
			t.Errorf("%s: %s %s", c.name, path, machine)
		}
	}
}
