package sdk_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// resourceServer is a service that takes tokens, as programs in Go have it: it knows
// the issuer and its own name, and asks the issuer for all else.
type resourceServer struct {
	t       *testing.T
	data    string // of the server that issues
	issuer  string
	context context.Context
}

// newResourceServer starts a server that issues tokens for api://orders, and a
// service that finds it under the issuer's public name.
func newResourceServer(t *testing.T) resourceServer {
	t.Helper()
	r := resourceServer{t: t, data: filepath.Join(t.TempDir(), "data")}
	stop, err := serve(r.data, "--audience", "api://orders", "--audience", "api://stock", "--proxy-deny-others")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	var env struct{ Proxy, CAFile, TenantID string }
	if err := json.Unmarshal(r.azimuth("env", "--format", "json"), &env); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(must(os.ReadFile(env.CAFile))) {
		t.Fatal("no certificate")
	}
	// Nothing is dialled but the proxy, which refuses all hosts but ours.
	transport := &http.Transport{Proxy: http.ProxyURL(must(url.Parse(env.Proxy))), TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	r.issuer = "https://sts.windows.net/" + env.TenantID + "/"
	r.context = oidc.ClientContext(t.Context(), &http.Client{Transport: transport})
	return r
}

func (r resourceServer) azimuth(args ...string) []byte {
	r.t.Helper()
	command := exec.CommandContext(r.t.Context(), binary, args...)
	command.Env = append(os.Environ(), "AZIMUTH_DATA="+r.data)
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		r.t.Fatalf("azimuth %q: %v\n%s", args, err, problems.String())
	}
	return out
}

// token is what a program on a machine gets for a resource.
func (r resourceServer) token(resource string) answer {
	r.t.Helper()
	text := must(json.Marshal(task{Scope: resource + "/.default"}))
	var a answer
	out := r.azimuth("exec", "--network", "host", "--vm", "app", "--create", "--", "env", taskVariable+"="+string(text), os.Args[0])
	if err := json.Unmarshal(out, &a); err != nil || a.Error != "" {
		r.t.Fatalf("%v %s: %s", err, a.Error, out)
	}
	return a
}

// provider reads the published document and keys anew.
func (r resourceServer) provider() *oidc.Provider {
	r.t.Helper()
	p, err := oidc.NewProvider(r.context, r.issuer)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// accept checks a token at the time at which it was issued, for a day.
func (r resourceServer) accept(p *oidc.Provider, audience string, a answer) error {
	config := &oidc.Config{ClientID: audience, Now: func() time.Time { return a.ExpiresOn.Add(-time.Hour) }}
	_, err := p.VerifierContext(r.context, config).Verify(r.context, a.Token)
	return err
}

// S3: a service verifies a machine's tokens with go-oidc, by discovery.
func TestTokenIsVerifiedByGoOIDC(t *testing.T) {
	t.Parallel()
	r := newResourceServer(t)
	p, first := r.provider(), r.token("api://orders")
	refused := func(what string, err error, why string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := r.accept(p, "api://orders", first); err != nil {
		t.Error(err)
	}
	refused("for another service", r.accept(p, "api://stock", first), "expected audience")
	refused("another service's", r.accept(p, "api://orders", r.token("api://stock")), "expected audience")
	refused("of another key", r.accept(p, "api://orders", newResourceServer(t).token("api://orders")), "failed to verify signature")
	var published struct {
		Keys string `json:"jwks_uri"`
	}
	if err := p.Claims(&published); err != nil {
		t.Fatal(err)
	}
	elsewhere := oidc.NewVerifier("https://sts.windows.net/other/", oidc.NewRemoteKeySet(r.context, published.Keys), &oidc.Config{ClientID: "api://orders"})
	_, err := elsewhere.Verify(r.context, first.Token)
	refused("of another issuer", err, "issued by a different provider")

	r.azimuth("keys", "rotate", "--at-once")
	second := r.token("api://orders")
	for name, a := range map[string]answer{"old": first, "new": second} {
		if err := r.accept(p, "api://orders", a); err != nil {
			t.Errorf("after the rotation, the %s key's token: %v", name, err)
		}
		if err := r.accept(r.provider(), "api://orders", a); err != nil {
			t.Errorf("after the rotation, the %s key's token by who starts now: %v", name, err)
		}
	}

	r.azimuth("clock", "advance", "72h")
	refused("of a key that is retired", r.accept(r.provider(), "api://orders", first), "failed to verify signature")
	if err := r.accept(r.provider(), "api://orders", r.token("api://orders")); err != nil {
		t.Errorf("of the key that signs now: %v", err)
	}
}
