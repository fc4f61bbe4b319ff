package federation_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/federation"
	"github.com/azimuthid/azimuth/internal/resource"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var key = sync.OnceValue(func() *rsa.PrivateKey {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return private
})

func jwk(kid string) map[string]any {
	return map[string]any{
		"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256",
		"n": base64.RawURLEncoding.EncodeToString(key().N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key().E)).Bytes()),
	}
}

// idp is an outside issuer on loopback.
type idp struct {
	*httptest.Server
	now     atomic.Pointer[time.Time]
	fetches atomic.Int32 // of the keys
	reached atomic.Int32 // connections
	kids    atomic.Pointer[[]string]
	// handle answers a request in place of the documents, where it returns true.
	handle atomic.Pointer[func(w http.ResponseWriter, r *http.Request) bool]
	cache  atomic.Pointer[string]
}

func newIDP(t *testing.T) *idp {
	t.Helper()
	p := &idp{}
	p.now.Store(&start)
	p.kids.Store(&[]string{"one"})
	p.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if handle := p.handle.Load(); handle != nil && (*handle)(w, r) {
			return
		}
		switch r.URL.Path {
		case "/tenant/.well-known/openid-configuration":
			_ = json.NewEncoder(w).Encode(map[string]any{"issuer": p.issuer(), "jwks_uri": p.URL + "/keys"})
		case "/keys":
			p.fetches.Add(1)
			if cache := p.cache.Load(); cache != nil {
				w.Header().Set("Cache-Control", *cache)
			}
			keys := []any{}
			for _, kid := range *p.kids.Load() {
				keys = append(keys, jwk(kid))
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": keys})
		default:
			http.NotFound(w, r)
		}
	}))
	p.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			p.reached.Add(1)
		}
	}
	p.StartTLS()
	t.Cleanup(p.Close)
	return p
}

func (p *idp) issuer() string { return p.URL + "/tenant/" }

func (p *idp) advance(d time.Duration) {
	next := p.now.Load().Add(d)
	p.now.Store(&next)
}

// trust makes issuers that trust the idp, unless change says otherwise.
func (p *idp) trust(t *testing.T, change func(*federation.Config)) *federation.Issuers {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(p.Certificate())
	config := federation.Config{
		Issuers: []string{p.issuer()}, PrivateHosts: []string{"127.0.0.1"}, Roots: roots,
		Sources: resource.Sources{Now: func() time.Time { return *p.now.Load() }},
		Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
			return nil, fmt.Errorf("the name %s is not known here", host)
		},
	}
	if change != nil {
		change(&config)
	}
	issuers, err := federation.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return issuers
}

func TestKey(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	issuers := p.trust(t, nil)
	for range 3 {
		got, err := issuers.Key(t.Context(), p.issuer(), "one")
		if err != nil || !got.Equal(key().Public()) {
			t.Fatalf("%v, %v", got, err)
		}
	}
	if n := p.fetches.Load(); n != 1 {
		t.Errorf("%d fetches, want 1", n)
	}
}

func TestNothingIsFetchedUnasked(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	for name, c := range map[string]struct {
		allowed []string
		issuer  string
	}{
		"empty list":               {nil, p.issuer()},
		"another issuer":           {[]string{p.URL + "/other/"}, p.issuer()},
		"without the slash":        {[]string{p.issuer()}, strings.TrimSuffix(p.issuer(), "/")},
		"another case":             {[]string{p.issuer()}, strings.ToUpper(p.issuer())},
		"beneath an exact entry":   {[]string{p.issuer()}, p.issuer() + "x"},
		"a query behind a prefix":  {[]string{p.URL + "/*"}, p.issuer() + "?x="},
		"going up behind a prefix": {[]string{p.URL + "/tenant/*"}, p.URL + "/tenant/../other"},
		"a fragment":               {[]string{p.URL + "/*"}, p.URL + "/tenant#x"},
		"http under a prefix":      {[]string{p.URL + "/*"}, strings.Replace(p.issuer(), "https:", "http:", 1)},
	} {
		issuers := p.trust(t, func(config *federation.Config) { config.Issuers = c.allowed })
		if _, err := issuers.Key(t.Context(), c.issuer, "one"); !errors.Is(err, federation.ErrNotAllowed) {
			t.Errorf("%s: %v, want ErrNotAllowed", name, err)
		}
	}
	if n := p.fetches.Load(); n != 0 {
		t.Errorf("%d fetches, want none", n)
	}
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	issuers := p.trust(t, func(c *federation.Config) { c.Issuers = []string{p.URL + "/*"} })
	if _, err := issuers.Key(t.Context(), p.issuer(), "one"); err != nil {
		t.Error(err)
	}
}

func TestWrongLists(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]bool{
		"https://idp.example":        true,
		"https://idp.example/a/*":    true,
		"https://idp.example/*":      true,
		"http://127.0.0.1:5000":      true, // its host is allowed as private
		"https://idp.example*":       false,
		"https://*":                  false,
		"*":                          false,
		"":                           false,
		"http://idp.example":         false,
		"http://localhost:5000":      false,
		"http://127.0.0.1:5000/*":    false,
		"https://user@idp.example/":  false,
		"https://idp.example/?a=b":   false,
		"https://idp.example/a/../b": false,
		"file:///etc/passwd":         false,
	} {
		_, err := federation.New(federation.Config{Issuers: []string{entry}, PrivateHosts: []string{"127.0.0.1"}})
		if (err == nil) != want {
			t.Errorf("%q: %v", entry, err)
		}
	}
}

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

func TestWrongDocuments(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"another issuer": `{"issuer":"https://other.example","jwks_uri":"https://other.example/keys"}`,
		"no JSON":        `<html>`,
		"nothing":        ``,
		"too large":      `{"issuer":"` + strings.Repeat("x", 600<<10) + `"}`,
	} {
		p := newIDP(t)
		handle := func(w http.ResponseWriter, _ *http.Request) bool {
			_, _ = w.Write([]byte(body))
			return true
		}
		p.handle.Store(&handle)
		if _, err := p.trust(t, nil).Key(t.Context(), p.issuer(), "one"); !errors.Is(err, federation.ErrUnreachable) {
			t.Errorf("%s: %v, want ErrUnreachable", name, err)
		}
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	cache := "public, max-age=3600"
	p.cache.Store(&cache)
	issuers := p.trust(t, nil)
	step := func(what, kid string, want error, fetches int32) {
		t.Helper()
		if _, err := issuers.Key(t.Context(), p.issuer(), kid); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		if n := p.fetches.Load(); n != fetches {
			t.Errorf("%s: %d fetches, want %d", what, n, fetches)
		}
	}
	step("first", "one", nil, 1)
	step("unknown key", "two", federation.ErrUnknownKey, 1)
	p.kids.Store(&[]string{"two"})
	p.advance(59 * time.Second)
	step("unknown key again", "two", federation.ErrUnknownKey, 1)
	p.advance(time.Second)
	step("after a minute", "two", nil, 2)
	step("the old key is gone", "one", federation.ErrUnknownKey, 2)
	p.advance(time.Hour - time.Second)
	step("still fresh", "two", nil, 2)
	p.advance(time.Second)
	step("not fresh", "two", nil, 3)

	failing := func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	}
	p.handle.Store(&failing)
	p.advance(time.Minute)
	step("a failed refresh leaves what is fresh", "other", federation.ErrUnreachable, 3)
	step("a failed refresh leaves what is fresh", "two", nil, 3)
	p.advance(time.Hour)
	step("nothing fresh and no answer", "two", federation.ErrUnreachable, 3)
	p.handle.Store(nil)
	step("too early", "two", federation.ErrUnreachable, 3)
	p.advance(time.Minute)
	step("back again", "two", nil, 4)
}

func TestConcurrentCallersShareAFetch(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	waiting := make(chan struct{})
	handle := func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/keys" {
			<-waiting
		}
		return false
	}
	p.handle.Store(&handle)
	issuers := p.trust(t, nil)
	gone, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := issuers.Key(gone, p.issuer(), "one")
		left <- err
	}()
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want Canceled", err)
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := issuers.Key(t.Context(), p.issuer(), "one"); err != nil {
				t.Error(err)
			}
		})
	}
	close(waiting)
	wg.Wait()
	if n := p.fetches.Load(); n != 1 {
		t.Errorf("%d fetches, want 1", n)
	}
}

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
