package token_test

import (
	"crypto/rand"
	"errors"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

func TestClaims(t *testing.T) {
	t.Parallel()
	const (
		vm       = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/resourceGroups"
		lowerVM  = "/subscriptions/s/resourcegroups/RG/providers/Microsoft.Compute/virtualMachines/resourceGroups"
		user     = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u"
		lower    = "/subscriptions/s/resourcegroups/RG/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u"
		v2App    = "44444444-4444-4444-4444-444444444444"
		issued   = 1772366400 // start, in whole seconds
		ownStart = "https://127.0.0.1:8443/"
	)
	v1 := func(changes map[string]any) map[string]any {
		claims := map[string]any{
			"aud": arm, "iss": "https://sts.windows.net/" + tenant + "/", "idp": "https://sts.windows.net/" + tenant + "/",
			"iat": float64(issued - 300), "nbf": float64(issued - 300), "exp": float64(issued + 86400),
			"appid": machine.AppID, "appidacr": "2", "idtyp": "app", "oid": machine.ID, "sub": machine.ID, "tid": tenant, "ver": "1.0",
		}
		for name, value := range changes {
			claims[name] = value
		}
		return claims
	}
	v2 := func(audience string) map[string]any {
		claims := v1(map[string]any{
			"aud": audience, "iss": "https://login.microsoftonline.com/" + tenant + "/v2.0", "ver": "2.0", "azp": machine.AppID, "azpacr": "2",
		})
		for _, name := range []string{"appid", "appidacr", "idp"} {
			delete(claims, name)
		}
		return claims
	}
	for _, c := range []struct {
		name  string
		own   string
		grant token.Grant
		want  map[string]any
	}{
		{
			"application", "",
			token.Grant{Principal: machine, Audience: "https://management.core.windows.net/", ClientAuth: token.ClientSecret},
			v1(map[string]any{"aud": "https://management.core.windows.net/", "appidacr": "1"}),
		},
		{
			"system-assigned", "",
			token.Grant{Principal: machine, Audience: arm, ClientAuth: token.ClientCertificate, ResourceID: vm},
			v1(map[string]any{"xms_mirid": lowerVM}),
		},
		{
			"user-assigned", "",
			token.Grant{Principal: machine, Audience: arm, ClientAuth: token.ClientCertificate, ResourceID: user, HostID: vm},
			v1(map[string]any{"xms_mirid": lower, "xms_az_rid": lowerVM}),
		},
		{
			"capabilities", "",
			token.Grant{Principal: machine, Audience: arm, ClientAuth: token.ClientCertificate, Capabilities: []string{"CP1"}},
			v1(map[string]any{"xms_cc": []any{"CP1"}}),
		},
		{
			"audience without a slash", "",
			token.Grant{Principal: machine, Audience: "https://management.azure.com", ClientAuth: token.ClientCertificate},
			v1(map[string]any{"aud": "https://management.azure.com"}),
		},
		{
			"own issuer", "https://127.0.0.1:8443",
			armGrant(), v1(map[string]any{"iss": ownStart + tenant + "/", "idp": ownStart + tenant + "/"}),
		},
		{
			"token exchange is version 2.0", "",
			token.Grant{Principal: machine, Audience: token.ExchangeAudience, ClientAuth: token.ClientCertificate},
			v2(token.ExchangeAudience),
		},
		{
			"an application that takes version 2.0", "",
			token.Grant{Principal: machine, Audience: "api://" + v2App, ClientAuth: token.ClientCertificate},
			v2(v2App),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			issuer := token.NewIssuer(openRing(t, ringStore()), token.IssuerConfig{
				Authority: token.Authority{TenantID: tenant, OwnOrigin: c.own},
				Sources:   resource.Sources{Now: func() time.Time { return start }, Random: rand.Reader},
				AcceptsV2: func(audience string) (string, bool) { return v2App, audience == "api://"+v2App },
			})
			issued := mustIssue(t, issuer, c.grant)
			got := part(t, issued.Raw, 1)
			for name, form := range map[string]string{
				"aio": `^[A-Za-z0-9+/]{31}=$`, "rh": `^1\.[A-Za-z0-9_-]+\.$`, "uti": `^[A-Za-z0-9_-]{22}$`,
			} {
				if text, _ := got[name].(string); !regexp.MustCompile(form).MatchString(text) {
					t.Errorf("%s is %q", name, text)
				}
				delete(got, name)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			kid := openRing(t, ringStore()).Published()[0].KeyID
			if diff := cmp.Diff(map[string]any{"typ": "JWT", "alg": "RS256", "kid": kid, "x5t": kid}, part(t, issued.Raw, 0)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTokenTimes(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{start, start.Truncate(time.Second), start.Add(700 * time.Millisecond)} {
		issuer := token.NewIssuer(openRing(t, ringStore()), token.IssuerConfig{
			Authority: authority,
			Sources:   resource.Sources{Now: func() time.Time { return now }, Random: rand.Reader},
		})
		issued := mustIssue(t, issuer, armGrant())
		if n := issued.ExpiresIn(now); n != 86399 {
			t.Errorf("%v: expires in %d s, want 86399", now, n)
		}
		if d := issued.ExpiresAt.Sub(issued.IssuedAt); d != 86700*time.Second {
			t.Errorf("%v: exp - iat is %v, want 86700 s", now, d)
		}
		if !issued.NotBefore.Equal(issued.IssuedAt) {
			t.Errorf("%v: nbf %v is not iat %v", now, issued.NotBefore, issued.IssuedAt)
		}
	}
}

func TestIssueReusesTokens(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := mustIssue(t, f.issuer, armGrant())
	f.clock.set(start.Add(12*time.Hour - time.Second))
	if again := mustIssue(t, f.issuer, armGrant()); again.Raw != first.Raw {
		t.Error("a token of less than twelve hours was signed anew")
	}
	f.clock.set(start.Add(12 * time.Hour))
	if later := mustIssue(t, f.issuer, armGrant()); later.Raw == first.Raw {
		t.Error("a token of twelve hours was handed out again")
	}
}

func TestIssueKeepsGrantsApart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	seen := map[string]string{}
	change := func(name string, edit func(*token.Grant)) {
		g := armGrant()
		edit(&g)
		raw := mustIssue(t, f.issuer, g).Raw
		if other, ok := seen[raw]; ok {
			t.Errorf("%q and %q got one token", name, other)
		}
		seen[raw] = name
	}
	change("nothing", func(*token.Grant) {})
	change("principal", func(g *token.Grant) { g.Principal.ID = "other" })
	change("audience", func(g *token.Grant) { g.Audience = "https://management.azure.com" })
	change("client authentication", func(g *token.Grant) { g.ClientAuth = token.ClientSecret })
	change("resource", func(g *token.Grant) { g.ResourceID = "/a" })
	change("host", func(g *token.Grant) { g.HostID = "/a" })
	change("capabilities", func(g *token.Grant) { g.Capabilities = []string{"CP1"} })
	change("more capabilities", func(g *token.Grant) { g.Capabilities = []string{"CP1", "CP2"} })
}

func TestIssueRefusesEmptyGrants(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, g := range map[string]token.Grant{
		"no principal": {Audience: arm},
		"no audience":  {Principal: machine},
	} {
		if _, err := f.issuer.Issue(g); err == nil {
			t.Errorf("%s: a token was issued", name)
		}
	}
}

func TestConcurrentRequestsShareOneSignature(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tokens := make([]string, 16)
	var wg sync.WaitGroup
	for n := range tokens {
		wg.Go(func() {
			issued, err := f.issuer.Issue(armGrant())
			if err != nil {
				t.Error(err)
			}
			tokens[n] = issued.Raw
		})
	}
	wg.Wait()
	for n, raw := range tokens {
		if raw != tokens[0] {
			t.Fatalf("request %d got another token than request 0", n)
		}
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	other := armGrant()
	other.Principal = directory.ServicePrincipal{ID: "other", AppID: "other"}
	before, kept := mustIssue(t, f.issuer, armGrant()), mustIssue(t, f.issuer, other)
	f.issuer.Forget(machine.ID)
	if after := mustIssue(t, f.issuer, armGrant()); after.Raw == before.Raw {
		t.Error("the token is still there")
	}
	if after := mustIssue(t, f.issuer, other); after.Raw != kept.Raw {
		t.Error("another principal's token is gone")
	}
}

// TestForgetWhileSigning stops the first signing in the middle, by way of the
// randomness that it needs.
func TestForgetWhileSigning(t *testing.T) {
	t.Parallel()
	reached, resume := make(chan struct{}), make(chan struct{})
	var begun atomic.Bool
	random := readerFunc(func(p []byte) (int, error) {
		if begun.CompareAndSwap(false, true) {
			close(reached)
			<-resume
		}
		return rand.Read(p)
	})
	issuer := token.NewIssuer(openRing(t, ringStore()), token.IssuerConfig{
		Authority: authority,
		Sources:   resource.Sources{Now: func() time.Time { return start }, Random: random},
	})
	during := make(chan string)
	go func() {
		issued, err := issuer.Issue(armGrant())
		if err != nil {
			t.Error(err)
		}
		during <- issued.Raw
	}()
	<-reached
	issuer.Forget(machine.ID)
	after := mustIssue(t, issuer, armGrant()).Raw // must not wait for the signing under way
	close(resume)
	if raw := <-during; raw == after {
		t.Error("what was being signed was handed out after Forget")
	}
	if raw := mustIssue(t, issuer, armGrant()).Raw; raw != after {
		t.Error("what was being signed took the newer token's place")
	}
}

func TestIssueAfterAFailure(t *testing.T) {
	t.Parallel()
	var failed atomic.Bool
	random := readerFunc(func(p []byte) (int, error) {
		if failed.CompareAndSwap(false, true) {
			return 0, errors.New("no randomness")
		}
		return rand.Read(p)
	})
	issuer := token.NewIssuer(openRing(t, ringStore()), token.IssuerConfig{
		Authority: authority,
		Sources:   resource.Sources{Now: func() time.Time { return start }, Random: random},
	})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the first signing did not fail")
			}
		}()
		_, _ = issuer.Issue(armGrant())
	}()
	if issued, err := issuer.Issue(armGrant()); err != nil || issued.Raw == "" {
		t.Errorf("the failure was kept: %v", err)
	}
}

func TestIssuerCacheIsBounded(t *testing.T) {
	t.Parallel()
	issuer := token.NewIssuer(openRing(t, ringStore()), token.IssuerConfig{
		Authority: authority,
		Sources:   resource.Sources{Now: func() time.Time { return start }, Random: rand.Reader},
		CacheSize: 2,
	})
	raw := func(audience string) string {
		g := armGrant()
		g.Audience = audience
		return mustIssue(t, issuer, g).Raw
	}
	a, b := raw("a"), raw("b")
	if raw("a") != a {
		t.Fatal("a is gone while there was room")
	}
	raw("c") // takes the place of b, which was used least recently
	if raw("a") != a {
		t.Error("a is gone, though it was used more recently than b")
	}
	if raw("b") == b {
		t.Error("b is still there: the cache holds more than it should")
	}
}
