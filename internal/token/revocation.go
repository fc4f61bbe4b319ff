package token

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Revocation says from when on a principal's tokens are good: those whose "iat"
// lies before ValidFrom are refused.
//
// The mark is judged by "iat" and "nbf" because that is what the claims
// challenge of Azure's services names to the client ("nbf" at least so much).
// Those claims lie five minutes before the issue, so that right after a
// revocation a new token would look too old; the Issuer therefore never sets
// them before the mark. The mark itself is the moment of the revocation, which
// is later than the claims of every token that was issued until then.
type Revocation struct {
	PrincipalID string `json:"principalId"`
	ValidFrom   int64  `json:"validFrom"` // Unix seconds; 0 for no revocation
}

// revocationKind is the document kind of revocations.
const revocationKind = "token/revocation"

// RevocationKey is the store key of a principal's revocation.
func RevocationKey(principalID string) string {
	return "/token/revocations/" + strings.ToLower(principalID)
}

// Next is the revocation of all tokens that were issued until now. A second one
// in the same second moves the mark by one more, since tokens may have been
// issued at the first.
func (r Revocation) Next(now time.Time) Revocation {
	r.ValidFrom = max(now.Unix(), r.ValidFrom+1)
	return r
}

// Revoke is what to write so that all tokens of a principal from before now are
// refused. get reads a document, or fails with resource.ErrNotFound.
func Revoke(ctx context.Context, get func(ctx context.Context, key string) (resource.Document, error), principalID string, now time.Time) (resource.Document, error) {
	last := Revocation{PrincipalID: principalID}
	d, err := get(ctx, RevocationKey(principalID))
	if err == nil {
		last, err = ParseRevocation(d)
	}
	if err != nil && !errors.Is(err, resource.ErrNotFound) {
		return resource.Document{}, err
	}
	return last.Next(now).Document(), nil
}

// Document is the revocation's stored form.
func (r Revocation) Document() resource.Document {
	body, err := json.Marshal(r)
	if err != nil {
		panic(err) // a string and a number
	}
	return resource.Document{Key: RevocationKey(r.PrincipalID), Kind: revocationKind, Body: body}
}

// ParseRevocation reads a stored revocation.
func ParseRevocation(d resource.Document) (Revocation, error) {
	var r Revocation
	if err := json.Unmarshal(d.Body, &r); err != nil {
		return r, fmt.Errorf("token: %s: %w", d.Key, err)
	}
	return r, nil
}

// Revocations are the marks of all principals in memory. A mark in the store is
// in here before its write is acknowledged.
type Revocations struct {
	mu      sync.RWMutex
	marks   map[string]int64 // by principal
	revoked atomic.Pointer[func(principalID string)]
}

// OpenRevocations loads the marks and follows the store from then on. Call it
// before the first write.
func OpenRevocations(ctx context.Context, store resource.Store) (*Revocations, error) {
	documents, _, err := store.List(ctx, resource.Query{Kind: revocationKind})
	if err != nil {
		return nil, fmt.Errorf("token: revocations: %w", err)
	}
	r := &Revocations{marks: make(map[string]int64, len(documents))}
	for _, d := range documents {
		revocation, err := ParseRevocation(d)
		if err != nil {
			return nil, err
		}
		r.marks[revocation.PrincipalID] = revocation.ValidFrom
	}
	store.Watch(r.follow)
	return r, nil
}

// OnRevoke names the function that learns of each revocation before it is
// acknowledged: an Issuer's Forget.
func (r *Revocations) OnRevoke(fn func(principalID string)) { r.revoked.Store(&fn) }

func (r *Revocations) follow(c resource.Commit) {
	for _, d := range c.Deletes {
		if d.Kind == revocationKind {
			if revocation, err := ParseRevocation(d); err == nil {
				r.mark(revocation.PrincipalID, 0)
			}
		}
	}
	for _, d := range c.Puts {
		if d.Kind != revocationKind {
			continue
		}
		revocation, err := ParseRevocation(d)
		if err != nil {
			panic(err) // what we wrote ourselves a moment ago can be read
		}
		r.mark(revocation.PrincipalID, revocation.ValidFrom)
		if fn := r.revoked.Load(); fn != nil {
			(*fn)(revocation.PrincipalID)
		}
	}
}

func (r *Revocations) mark(principalID string, from int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if from == 0 {
		delete(r.marks, principalID)
		return
	}
	r.marks[principalID] = from
}

// validFrom is a principal's mark; the zero time of Unix where it has none. A
// nil Revocations has no marks.
func (r *Revocations) validFrom(principalID string) int64 {
	if r == nil {
		return 0
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.marks[principalID]
}

// ErrRevoked is in the chain of a *RevokedError.
var ErrRevoked = errors.New("token: revoked")

// RevokedError is Verify's answer for a token that was issued before its
// principal's tokens were revoked.
type RevokedError struct {
	// ValidFrom is what the "nbf" of a good token is at least.
	ValidFrom time.Time
}

func (e *RevokedError) Error() string { return ErrRevoked.Error() }

// Unwrap makes the error one of ErrRevoked.
func (e *RevokedError) Unwrap() error { return ErrRevoked }
