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
