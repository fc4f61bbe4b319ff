package token

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	// PublishDelay is how long a new key is published before it signs, so that
	// verifiers which fetch the keys now and then know it by then.
	PublishDelay = 10 * time.Minute
	// DefaultKeyAge is how long a key signs before the next one takes over.
	DefaultKeyAge = 45 * 24 * time.Hour
)

// The states of a signing key.
const (
	KeyWaiting = "waiting" // published, does not sign yet
	KeySigning = "signing"
	KeyRetired = "retired" // published for the tokens that it signed
)

// KeyState is what there is to tell of a living key.
type KeyState struct {
	KeyID   string    `json:"kid"`
	State   string    `json:"state"`
	Created time.Time `json:"created"`
	// Signs is from when the key signs, or did.
	Signs time.Time `json:"signs"`
}

// Keys are the living keys, newest first.
func (r *Keyring) Keys() []KeyState {
	now, signing := r.sources.Now(), r.signing().id
	living := r.living()
	states := make([]KeyState, len(living))
	for n, key := range living {
		states[n] = KeyState{KeyID: key.id, State: KeyRetired, Created: key.created, Signs: key.signs}
		switch {
		case key.id == signing:
			states[n].State = KeySigning
		case n == 0 && now.Before(key.signs):
			states[n].State = KeyWaiting
		}
	}
	return states
}

// errRotation tells that other processes made every key that this one wanted to.
var errRotation = errors.New("token: other processes rotate the keys at the same time")

// Rotate makes the next signing key and returns it. It is published at once and
// signs after PublishDelay, or, atOnce, from now on; a verifier that fetched
// the keys before then refuses its tokens until it fetches them again. Where a
// key waits already and atOnce is false, that key is the answer. Keys that were
// replaced stay published until no token of theirs can be valid any more.
func (r *Keyring) Rotate(ctx context.Context, atOnce bool) (KeyState, error) {
	const attempts = 5
	for range attempts {
		if err := r.load(ctx); err != nil {
			return KeyState{}, err
		}
		before := r.Keys()[0]
		if before.State == KeyWaiting && !atOnce {
			return before, nil
		}
		delay := PublishDelay
		if atOnce {
			delay = 0
		}
		newest := (*r.keys.Load())[0]
		if err := r.add(ctx, newest.generation+1, delay); err != nil {
			return KeyState{}, err
		}
		if err := r.load(ctx); err != nil {
			return KeyState{}, err
		}
		now := r.Keys()[0]
		if now.KeyID != before.KeyID && (!atOnce || now.State == KeySigning) {
			return now, nil
		}
	}
	return KeyState{}, errRotation
}

// Maintain does what time asks for: it makes the next key in time for the
// newest one to have signed for maxAge when it takes over, and removes dead
// keys. maxAge 0 or less makes no keys. Call it now and then.
func (r *Keyring) Maintain(ctx context.Context, maxAge time.Duration) error {
	if err := r.load(ctx); err != nil {
		return err
	}
	newest := (*r.keys.Load())[0]
	if maxAge > 0 && !r.sources.Now().Before(newest.signs.Add(maxAge-PublishDelay)) {
		if _, err := r.Rotate(ctx, false); err != nil {
			return err
		}
	}
	keys, living := *r.keys.Load(), r.living()
	if len(keys) == len(living) {
		return nil
	}
	var b resource.Batch
	for _, key := range keys[len(living):] {
		b.Deletes = append(b.Deletes, r.purpose.path(key.id))
	}
	if _, err := r.store.Update(ctx, b); err != nil {
		return fmt.Errorf("token: dead signing keys: %w", err)
	}
	return nil
}
