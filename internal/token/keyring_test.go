package token_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

func TestKeyringStaysTheSame(t *testing.T) {
	t.Parallel()
	first, again := openRing(t, ringStore()), openRing(t, ringStore())
	if len(first.Published()) != 1 {
		t.Fatalf("%d keys, want 1", len(first.Published()))
	}
	if diff := cmp.Diff(first.Published(), again.Published()); diff != "" {
		t.Error(diff)
	}
}

func TestKeyringIsStoredSealed(t *testing.T) {
	t.Parallel()
	store := ringStore()
	private := privateKey(t, store)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	documents, _, err := store.List(t.Context(), resource.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents {
		for name, secret := range map[string][]byte{"key": pkcs8, "exponent": private.D.Bytes(), "prime": private.Primes[0].Bytes()} {
			encoded := []byte(base64.StdEncoding.EncodeToString(secret))
			if bytes.Contains(d.Body, secret) || bytes.Contains(d.Body, encoded[:24]) {
				t.Errorf("%s: the %s stands in clear", d.Key, name)
			}
		}
	}
}

func TestKeyringNeedsItsMasterKey(t *testing.T) {
	t.Parallel()
	other, err := token.NewSealer(bytes.Repeat([]byte{9}, token.MasterKeySize), resource.System())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := token.OpenKeyring(t.Context(), ringStore(), other, resource.System()); !errors.Is(err, token.ErrSealed) {
		t.Errorf("OpenKeyring: %v, want ErrSealed", err)
	}
}

func TestKeyringsThatOpenTogetherAgree(t *testing.T) {
	t.Parallel()
	store := memory.Open()
	published := make([][]token.PublishedKey, 2)
	var wg sync.WaitGroup
	for n := range published {
		wg.Go(func() {
			ring, err := token.OpenKeyring(t.Context(), store, mustSealer(), resource.System())
			if err != nil {
				t.Error(err)
				return
			}
			published[n] = ring.Published()
		})
	}
	wg.Wait()
	if diff := cmp.Diff(published[0], published[1]); diff != "" {
		t.Error(diff)
	}
}

// addGeneration copies the only key of one store into another as its next generation.
func addGeneration(t *testing.T, from, to resource.Store, generation int) {
	t.Helper()
	documents, _, err := from.List(t.Context(), resource.Query{Under: "/token/signingkeys"})
	if err != nil || len(documents) != 1 {
		t.Fatalf("List: %d documents, %v", len(documents), err)
	}
	d := documents[0]
	var members map[string]any
	if err := json.Unmarshal(d.Body, &members); err != nil {
		t.Fatal(err)
	}
	members["generation"] = generation
	if d.Body, err = json.Marshal(members); err != nil {
		t.Fatal(err)
	}
	d.Indexes = slices.Clone(d.Indexes)
	d.Indexes[0].Value = strconv.Itoa(generation)
	if _, err := to.Update(t.Context(), resource.Batch{Puts: []resource.Document{d}}); err != nil {
		t.Fatal(err)
	}
}

func TestKeyringOfSeveralKeys(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	old := mustIssue(t, f.issuer, armGrant())

	next := memory.Open()
	added := openRing(t, next).Published()[0].KeyID
	both := memory.Open()
	addGeneration(t, ringStore(), both, 1)
	addGeneration(t, next, both, 2)
	ring := openRing(t, both)

	sources := resource.Sources{Now: f.clock.Now, Random: resource.System().Random}
	fresh := mustIssue(t, token.NewIssuer(ring, token.IssuerConfig{Authority: authority, Sources: sources}), armGrant())
	if kid := part(t, fresh.Raw, 0)["kid"]; kid != added {
		t.Errorf("signed with %v, want the newest key %s", kid, added)
	}
	verifier := token.NewVerifier(ring, token.VerifierConfig{Authority: authority, Sources: sources})
	for name, raw := range map[string]string{"old key": old.Raw, "new key": fresh.Raw} {
		if _, err := verifier.Verify(raw, isARM); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(ring.Published()); n != 2 {
		t.Errorf("%d keys are published, want 2", n)
	}
}

func TestPublishedHasNoPrivateMember(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(openRing(t, ringStore()).Published())
	if err != nil {
		t.Fatal(err)
	}
	var keys []map[string]any
	if err := json.Unmarshal(encoded, &keys); err != nil {
		t.Fatal(err)
	}
	members := []string{}
	for member := range keys[0] {
		members = append(members, member)
	}
	slices.Sort(members)
	if diff := cmp.Diff([]string{"e", "kid", "kty", "n", "use", "x5c", "x5t"}, members); diff != "" {
		t.Error(diff)
	}
	private := privateKey(t, ringStore())
	for name, secret := range map[string][]byte{"d": private.D.Bytes(), "p": private.Primes[0].Bytes(), "q": private.Primes[1].Bytes()} {
		if bytes.Contains(encoded, []byte(base64.RawURLEncoding.EncodeToString(secret))) {
			t.Errorf("%s is published", name)
		}
	}
}
