package token_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

const (
	tenant = "11111111-1111-1111-1111-111111111111"
	arm    = "https://management.azure.com/"
)

var (
	start     = time.Date(2026, 3, 1, 12, 0, 0, 250_000_000, time.UTC)
	authority = token.Authority{TenantID: tenant}
	master    = bytes.Repeat([]byte{7}, token.MasterKeySize)
	machine   = directory.ServicePrincipal{
		ID:    "22222222-2222-2222-2222-222222222222",
		AppID: "33333333-3333-3333-3333-333333333333",
		Type:  directory.TypeManagedIdentity,
	}
)

// clock is a time that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// readerFunc is a source of randomness.
type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// ringStore is a store with one signing key, made once for all tests since
// making a key takes long.
var ringStore = sync.OnceValue(func() resource.Store {
	store := memory.Open()
	sources := resource.Sources{Now: func() time.Time { return start }, Random: rand.Reader}
	if _, err := token.OpenKeyring(context.Background(), store, mustSealer(), sources); err != nil {
		panic(err)
	}
	return store
})

func mustSealer() *token.Sealer {
	sealer, err := token.NewSealer(master, resource.System())
	if err != nil {
		panic(err)
	}
	return sealer
}

func openRing(tb testing.TB, store resource.Store) *token.Keyring {
	tb.Helper()
	ring, err := token.OpenKeyring(tb.Context(), store, mustSealer(), resource.System())
	if err != nil {
		tb.Fatal(err)
	}
	return ring
}

// fixture is an issuer and a verifier on one ring and one clock.
type fixture struct {
	clock    *clock
	ring     *token.Keyring
	issuer   *token.Issuer
	verifier *token.Verifier
}

func newFixture(tb testing.TB) fixture {
	tb.Helper()
	c := &clock{now: start}
	sources := resource.Sources{Now: c.Now, Random: rand.Reader}
	ring := openRing(tb, ringStore())
	return fixture{
		clock:    c,
		ring:     ring,
		issuer:   token.NewIssuer(ring, token.IssuerConfig{Authority: authority, Sources: sources}),
		verifier: token.NewVerifier(ring, token.VerifierConfig{Authority: authority, Sources: sources}),
	}
}

func armGrant() token.Grant {
	return token.Grant{Principal: machine, Audience: arm, ClientAuth: token.ClientCertificate}
}

func mustIssue(tb testing.TB, issuer *token.Issuer, g token.Grant) token.Token {
	tb.Helper()
	t, err := issuer.Issue(g)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func isARM(audience string) bool { return audience == arm }

// part decodes one part of a token.
func part(tb testing.TB, raw string, n int) map[string]any {
	tb.Helper()
	decoded, err := base64.RawURLEncoding.DecodeString(strings.Split(raw, ".")[n])
	if err != nil {
		tb.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(decoded, &members); err != nil {
		tb.Fatal(err)
	}
	return members
}

// privateKey takes the ring's private key out of the store.
func privateKey(tb testing.TB, store resource.Store) *rsa.PrivateKey {
	tb.Helper()
	documents, _, err := store.List(tb.Context(), resource.Query{Under: "/token/signingkeys"})
	if err != nil || len(documents) != 1 {
		tb.Fatalf("List: %d documents, %v", len(documents), err)
	}
	var stored struct {
		Sealed []byte `json:"sealed"`
	}
	if err := json.Unmarshal(documents[0].Body, &stored); err != nil {
		tb.Fatal(err)
	}
	plain, err := mustSealer().Open(documents[0].Key, stored.Sealed)
	if err != nil {
		tb.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(plain)
	if err != nil {
		tb.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}
