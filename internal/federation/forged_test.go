package federation_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/azimuthid/azimuth/internal/federation"
)

// Nobody who names a host, in an issuer, in a configuration or in a redirect,
// gets us to talk to this machine or its network.
func TestForgedRequests(t *testing.T) {
	t.Parallel()
	victim := newIDP(t)
	loopback := func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	port := victim.URL[strings.LastIndex(victim.URL, ":"):]
	reached := func(t *testing.T, issuers *federation.Issuers, issuer string) {
		t.Helper()
		if _, err := issuers.Key(t.Context(), issuer, "one"); !errors.Is(err, federation.ErrUnreachable) {
			t.Errorf("%v, want ErrUnreachable", err)
		}
	}
	for name, issuer := range map[string]string{
		"address":              victim.URL + "/tenant/",
		"name":                 "https://evil.example" + port,
		"decimal host":         "https://2130706433" + port,
		"hexadecimal host":     "https://0x7f000001" + port,
		"short host":           "https://127.1" + port,
		"mapped address":       "https://[::ffff:127.0.0.1]" + port,
		"metadata service":     "https://169.254.169.254/metadata",
		"this host":            "https://0.0.0.0" + port,
		"localhost":            "https://localhost" + port,
		"localhost with a dot": "https://localhost." + port,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, answers := range [][]string{{"127.0.0.1"}, {"::ffff:127.0.0.1"}, {"169.254.169.254"}, {"::1", "10.0.0.1"}} {
				reached(t, victim.trust(t, func(c *federation.Config) {
					c.Issuers, c.PrivateHosts = []string{issuer}, nil
					c.Resolve = func(context.Context, string) ([]netip.Addr, error) {
						found := []netip.Addr{}
						for _, answer := range answers {
							found = append(found, netip.MustParseAddr(answer))
						}
						return found, nil
					}
				}), issuer)
			}
		})
	}
	for name, target := range map[string]string{
		"redirect to a name on loopback": "https://inside.example" + port + "/tenant/.well-known/openid-configuration",
		"redirect to an address":         "https://[::ffff:127.0.0.1]" + port + "/tenant/.well-known/openid-configuration",
		"redirect without TLS":           "http://127.0.0.1" + port + "/",
		"redirect to a metadata service": "http://169.254.169.254/metadata",
		"redirect to a file":             "file:///etc/passwd",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newIDP(t)
			handle := func(w http.ResponseWriter, r *http.Request) bool {
				http.Redirect(w, r, target, http.StatusFound)
				return true
			}
			p.handle.Store(&handle)
			reached(t, p.trust(t, func(c *federation.Config) { c.Resolve = loopback }), p.issuer())
		})
	}
	for name, address := range map[string]string{
		"keys on loopback":         "https://inside.example" + port + "/keys",
		"keys without TLS":         "http://inside.example" + port + "/keys",
		"keys without TLS, but on": "http://localhost" + port + "/keys",
		"keys in a file":           "file:///etc/passwd",
		"no address of keys":       "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newIDP(t)
			handle := func(w http.ResponseWriter, _ *http.Request) bool {
				_ = json.NewEncoder(w).Encode(map[string]any{"issuer": p.issuer(), "jwks_uri": address})
				return true
			}
			p.handle.Store(&handle)
			reached(t, p.trust(t, func(c *federation.Config) { c.Resolve = loopback }), p.issuer())
		})
	}
	t.Cleanup(func() { // after the parallel parts, before the victim closes
		if n := victim.reached.Load(); n != 0 {
			t.Errorf("the victim was reached %d times", n)
		}
	})
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hops int
		ok   bool
	}{{3, true}, {4, false}} {
		p := newIDP(t)
		var hops atomic.Int32
		handle := func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/keys" || int(hops.Add(1)) > c.hops {
				return false
			}
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
			return true
		}
		p.handle.Store(&handle)
		if _, err := p.trust(t, nil).Key(t.Context(), p.issuer(), "one"); (err == nil) != c.ok {
			t.Errorf("%d redirects: %v", c.hops, err)
		}
	}
}
