package token_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// revoking is an issuer and a verifier that know of revocations.
type revoking struct {
	clock    *clock
	store    resource.Store
	issuer   *token.Issuer
	verifier *token.Verifier
	last     token.Revocation
}

func newRevoking(t *testing.T) *revoking {
	t.Helper()
	r := &revoking{clock: &clock{now: start}, store: memory.Open(), last: token.Revocation{PrincipalID: machine.ID}}
	r.reopen(t)
	return r
}

// reopen starts anew on the same store.
func (r *revoking) reopen(t *testing.T) {
	t.Helper()
	marks, err := token.OpenRevocations(t.Context(), r.store)
	if err != nil {
		t.Fatal(err)
	}
	ring, sources := openRing(t, ringStore()), resource.Sources{Now: r.clock.Now, Random: rand.Reader}
	r.issuer = token.NewIssuer(ring, token.IssuerConfig{Authority: authority, Sources: sources, Revocations: marks})
	r.verifier = token.NewVerifier(ring, token.VerifierConfig{Authority: authority, Sources: sources, Revocations: marks})
	marks.OnRevoke(r.issuer.Forget)
}

func (r *revoking) revoke(t *testing.T) {
	t.Helper()
	r.last = r.last.Next(r.clock.Now())
	if _, err := r.store.Update(t.Context(), resource.Batch{Puts: []resource.Document{r.last.Document()}}); err != nil {
		t.Fatal(err)
	}
}

func (r *revoking) refused(t *testing.T, raw string) {
	t.Helper()
	_, err := r.verifier.Verify(raw, isARM)
	revoked, ok := errors.AsType[*token.RevokedError](err)
	if !ok || !errors.Is(err, token.ErrRevoked) || revoked.ValidFrom.Unix() != r.last.ValidFrom {
		t.Errorf("%v, want a RevokedError", err)
	}
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	r := newRevoking(t)
	old := mustIssue(t, r.issuer, armGrant())
	if _, err := r.verifier.Verify(old.Raw, isARM); err != nil {
		t.Fatal(err)
	}
	other := armGrant()
	other.Principal.ID = "99999999-2222-2222-2222-222222222222"
	stranger := mustIssue(t, r.issuer, other)

	// The clock stands still: the next token is of the same second.
	r.revoke(t)
	r.refused(t, old.Raw)
	fresh := mustIssue(t, r.issuer, armGrant())
	if _, err := r.verifier.Verify(fresh.Raw, isARM); err != nil {
		t.Errorf("a token from after the revocation: %v", err)
	}
	claims := part(t, fresh.Raw, 1)
	if from := float64(r.last.ValidFrom); claims["nbf"].(float64) < from || claims["iat"].(float64) < from {
		t.Errorf("nbf %v, iat %v, want both from %v on", claims["nbf"], claims["iat"], from)
	}
	if fresh.NotBefore.Unix() != int64(claims["nbf"].(float64)) || fresh.IssuedAt.Unix() != int64(claims["iat"].(float64)) {
		t.Errorf("the token's times are %v and %v", fresh.NotBefore, fresh.IssuedAt)
	}
	if _, err := r.verifier.Verify(stranger.Raw, isARM); err != nil {
		t.Errorf("another principal's: %v", err)
	}

	// Again, within the same second.
	r.revoke(t)
	r.refused(t, old.Raw)
	r.refused(t, fresh.Raw)
	again := mustIssue(t, r.issuer, armGrant())
	if _, err := r.verifier.Verify(again.Raw, isARM); err != nil {
		t.Errorf("a token from after the second revocation: %v", err)
	}

	r.reopen(t)
	r.refused(t, old.Raw)
	r.clock.set(start.Add(time.Hour))
	if later := mustIssue(t, r.issuer, armGrant()); !later.NotBefore.Equal(start.Truncate(time.Second).Add(55 * time.Minute)) {
		t.Errorf("an hour later nbf is %v", later.NotBefore)
	}
	if _, err := r.store.Update(t.Context(), resource.Batch{Deletes: []string{token.RevocationKey(machine.ID)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.verifier.Verify(old.Raw, isARM); err != nil {
		t.Errorf("without a mark: %v", err)
	}
}
