package token_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// rotating is a tenant of its own whose keys change.
type rotating struct {
	fixture
	store   resource.Store
	sources resource.Sources
}

func newRotating(t *testing.T) rotating {
	t.Helper()
	c := &clock{now: start}
	r := rotating{store: memory.Open(), sources: resource.Sources{Now: c.Now, Random: rand.Reader}}
	r.clock = c
	r.ring = r.open(t)
	r.issuer = token.NewIssuer(r.ring, token.IssuerConfig{Authority: authority, Sources: r.sources})
	r.verifier = token.NewVerifier(r.ring, token.VerifierConfig{Authority: authority, Sources: r.sources})
	return r
}

func (r rotating) open(t *testing.T) *token.Keyring {
	t.Helper()
	ring, err := token.OpenKeyring(t.Context(), r.store, mustSealer(), r.sources)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func (r rotating) rotate(t *testing.T, atOnce bool) token.KeyState {
	t.Helper()
	state, err := r.ring.Rotate(t.Context(), atOnce)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func (r rotating) maintain(t *testing.T) {
	t.Helper()
	if err := r.ring.Maintain(t.Context(), token.DefaultKeyAge); err != nil {
		t.Fatal(err)
	}
}

// states are the states of the living keys, newest first.
func states(ring *token.Keyring) []string {
	names := []string{}
	for _, key := range ring.Keys() {
		names = append(names, key.State)
	}
	return names
}

func kidOf(t *testing.T, raw string) any { return part(t, raw, 0)["kid"] }

func TestRotationPublishesBeforeItSigns(t *testing.T) {
	t.Parallel()
	r := newRotating(t)
	first := r.ring.Keys()[0].KeyID
	old := mustIssue(t, r.issuer, armGrant())

	next := r.rotate(t, false)
	if next.State != token.KeyWaiting || next.KeyID == first || !next.Signs.Equal(start.Add(token.PublishDelay)) {
		t.Errorf("rotated to %+v", next)
	}
	if again := r.rotate(t, false); again != next {
		t.Errorf("rotated twice: %+v", again)
	}
	if n := len(r.ring.Published()); n != 2 {
		t.Errorf("%d keys are published, want 2", n)
	}
	other := armGrant()
	other.Audience = "https://vault.azure.net"
	r.clock.set(start.Add(token.PublishDelay - time.Second))
	if kid := kidOf(t, mustIssue(t, r.issuer, other).Raw); kid != first {
		t.Errorf("signed with %v before its time", kid)
	}
	r.clock.set(start.Add(token.PublishDelay))
	fresh := mustIssue(t, r.issuer, armGrant())
	if kid := kidOf(t, fresh.Raw); kid != next.KeyID {
		t.Errorf("signed with %v, want the new key %s, also for what was cached", kid, next.KeyID)
	}
	for name, raw := range map[string]string{"old": old.Raw, "new": fresh.Raw} {
		if _, err := r.verifier.Verify(raw, isARM); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if diff := cmp.Diff([]string{token.KeySigning, token.KeyRetired}, states(r.ring)); diff != "" {
		t.Error(diff)
	}
}

// A retired key lives until the last token that it signed has expired, for
// verifiers with slow clocks too; then it is gone, from memory and from the store.
func TestRetiredKeysGo(t *testing.T) {
	t.Parallel()
	r := newRotating(t)
	first := r.ring.Keys()[0].KeyID
	r.rotate(t, false)
	takeOver := start.Add(token.PublishDelay)
	r.clock.set(takeOver.Add(-time.Second))
	last := mustIssue(t, r.issuer, armGrant())
	if kid := kidOf(t, last.Raw); kid != first {
		t.Fatalf("signed with %v", kid)
	}
	if _, err := r.verifier.Verify(last.Raw, isARM); err != nil { // it is remembered now
		t.Fatal(err)
	}
	r.clock.set(last.ExpiresAt.Add(-time.Second))
	r.maintain(t)
	if _, err := r.verifier.Verify(last.Raw, isARM); err != nil {
		t.Errorf("the last second: %v", err)
	}
	end := takeOver.Add(token.Lifetime + 5*time.Minute)
	r.clock.set(end.Add(-time.Nanosecond))
	r.maintain(t)
	if n := len(r.ring.Published()); n != 2 {
		t.Errorf("%d keys are published to the end, want 2", n)
	}
	r.clock.set(end)
	if n := len(r.ring.Published()); n != 1 {
		t.Errorf("%d keys are published, want 1", n)
	}
	if _, err := r.verifier.Verify(last.Raw, isARM); !errors.Is(err, token.ErrSignature) {
		t.Errorf("a remembered token of a dead key: %v, want ErrSignature", err)
	}
	r.maintain(t)
	documents, _, err := r.store.List(t.Context(), resource.Query{Under: "/token/signingkeys"})
	if err != nil || len(documents) != 1 {
		t.Errorf("%d keys are stored, %v, want 1", len(documents), err)
	}
}

// A key that somebody takes out of the store is not believed any more, however
// young its tokens are and whatever is remembered of them.
func TestRemovedKeysAreRefused(t *testing.T) {
	t.Parallel()
	r := newRotating(t)
	raw := mustIssue(t, r.issuer, armGrant()).Raw
	if _, err := r.verifier.Verify(raw, isARM); err != nil {
		t.Fatal(err)
	}
	first := r.ring.Keys()[0].KeyID
	r.rotate(t, true)
	if _, err := r.store.Update(t.Context(), resource.Batch{Deletes: []string{"/token/signingkeys/" + strings.ToLower(first)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.verifier.Verify(raw, isARM); !errors.Is(err, token.ErrSignature) {
		t.Errorf("%v, want ErrSignature", err)
	}
}

func TestRotationAtOnce(t *testing.T) {
	t.Parallel()
	r := newRotating(t)
	waiting := r.rotate(t, false)
	urgent := r.rotate(t, true)
	if urgent.State != token.KeySigning || urgent.KeyID == waiting.KeyID {
		t.Errorf("rotated to %+v", urgent)
	}
	if kid := kidOf(t, mustIssue(t, r.issuer, armGrant()).Raw); kid != urgent.KeyID {
		t.Errorf("signed with %v, want %s", kid, urgent.KeyID)
	}
	r.clock.set(start.Add(time.Hour))
	if kid := kidOf(t, mustIssue(t, r.issuer, armGrant()).Raw); kid != urgent.KeyID {
		t.Errorf("signed with %v later, want %s", kid, urgent.KeyID)
	}
	if diff := cmp.Diff([]string{token.KeySigning, token.KeyRetired, token.KeyRetired}, states(r.ring)); diff != "" {
		t.Error(diff)
	}
}

func TestRotationByAge(t *testing.T) {
	t.Parallel()
	r := newRotating(t)
	first := r.ring.Keys()[0].KeyID
	due := start.Add(token.DefaultKeyAge - token.PublishDelay)
	r.clock.set(due.Add(-time.Second))
	r.maintain(t)
	if n := len(r.ring.Keys()); n != 1 {
		t.Fatalf("%d keys before the time, want 1", n)
	}
	r.clock.set(due)
	r.maintain(t)
	r.maintain(t)
	if diff := cmp.Diff([]string{token.KeyWaiting, token.KeySigning}, states(r.ring)); diff != "" {
		t.Fatal(diff)
	}
	r.clock.set(start.Add(token.DefaultKeyAge))
	if kid := kidOf(t, mustIssue(t, r.issuer, armGrant()).Raw); kid == first {
		t.Error("the old key signs beyond its age")
	}
	r.clock.set(due.Add(10 * 365 * 24 * time.Hour))
	if err := r.ring.Maintain(t.Context(), -1); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{token.KeySigning}, states(r.ring)); diff != "" {
		t.Error(diff)
	}
}

// Rings on one store hold the same keys, whoever rotates them.
func TestRingsFollowTheStore(t *testing.T) {
	t.Parallel()
	r := newRotating(t)
	other := r.open(t)
	r.rotate(t, true)
	if diff := cmp.Diff(r.ring.Published(), other.Published()); diff != "" {
		t.Error(diff)
	}
	raw := mustIssue(t, token.NewIssuer(other, token.IssuerConfig{Authority: authority, Sources: r.sources}), armGrant()).Raw
	if _, err := r.verifier.Verify(raw, isARM); err != nil {
		t.Error(err)
	}
	var wg sync.WaitGroup
	for _, ring := range []*token.Keyring{r.ring, other} {
		wg.Go(func() {
			if _, err := ring.Rotate(context.Background(), false); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff(r.ring.Keys(), other.Keys()); diff != "" {
		t.Error(diff)
	}
	if n := len(other.Keys()); n != 3 {
		t.Errorf("%d keys after two that rotated together, want 3", n)
	}
}

func TestRotatedKeysAreSealed(t *testing.T) {
	t.Parallel()
	r := newRotating(t)
	r.rotate(t, true)
	documents, _, err := r.store.List(t.Context(), resource.Query{Under: "/token/signingkeys"})
	if err != nil || len(documents) != 2 {
		t.Fatalf("%d documents, %v", len(documents), err)
	}
	header := []byte{0x30, 0x82} // PKCS #8 begins so
	for _, d := range documents {
		for word := range strings.SplitSeq(string(d.Body), `"`) {
			if plain, err := base64.StdEncoding.DecodeString(word); err == nil && len(plain) > 1000 && bytes.HasPrefix(plain, header) {
				t.Errorf("%s holds what looks like a private key", d.Key)
			}
		}
	}
}
