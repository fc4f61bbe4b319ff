package token

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Keyring is the signing keys of one purpose. The newest whose time has come signs; a
// token that any living key signed is good. It follows the store, so that all
// rings on one store agree. It may be used from many goroutines.
type Keyring struct {
	purpose purpose
	store   resource.Store
	sealer  *Sealer
	sources resource.Sources

	mu   sync.Mutex                   // held to change keys
	keys atomic.Pointer[[]signingKey] // newest first, never empty once open
}

// overlap is how long a key is published after the last token that it signed:
// until that token is expired, for verifiers with slow clocks too.
const overlap = Lifetime + skew

// OpenKeyring loads the keys that sign the tenant's tokens from the store, or makes the first one. It
// follows the store from then on: call it before the first write that may be
// one of a signing key. It fails with ErrSealed in the chain where the sealer's
// master key is not the one under which the keys were stored.
func OpenKeyring(ctx context.Context, store resource.Store, sealer *Sealer, sources resource.Sources) (*Keyring, error) {
	return openKeyring(ctx, tenantTokens, store, sealer, sources)
}

func openKeyring(ctx context.Context, p purpose, store resource.Store, sealer *Sealer, sources resource.Sources) (*Keyring, error) {
	r := &Keyring{purpose: p, store: store, sealer: sealer, sources: sources}
	r.keys.Store(&[]signingKey{})
	store.Watch(r.follow)
	if err := r.load(ctx); err != nil {
		return nil, err
	}
	if len(*r.keys.Load()) > 0 {
		return r, nil
	}
	if err := r.add(ctx, 1, 0); err != nil {
		return nil, err
	}
	// Another process may have been first: what is stored counts.
	return r, r.load(ctx)
}

// load replaces what the ring holds by what is stored.
func (r *Keyring) load(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	documents, _, err := r.store.List(ctx, resource.Query{Kind: r.purpose.kind})
	if err != nil {
		return fmt.Errorf("token: signing keys: %w", err)
	}
	keys := make([]signingKey, 0, len(documents))
	for _, d := range documents {
		key, err := parseSigningKey(d, r.sealer)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	r.set(keys)
	return nil
}

// follow takes what a commit says of signing keys. A key that cannot be read is
// left out; the next Maintain tells why.
func (r *Keyring) follow(c resource.Commit) {
	concerns := func(d resource.Document) bool { return d.Kind == r.purpose.kind }
	if !slices.ContainsFunc(c.Puts, concerns) && !slices.ContainsFunc(c.Deletes, concerns) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	keys := slices.Clone(*r.keys.Load())
	drop := func(path string) {
		keys = slices.DeleteFunc(keys, func(k signingKey) bool { return r.purpose.path(k.id) == path })
	}
	for _, d := range c.Deletes {
		drop(d.Key)
	}
	for _, d := range c.Puts {
		if !concerns(d) {
			continue
		}
		if key, err := parseSigningKey(d, r.sealer); err == nil {
			drop(d.Key)
			keys = append(keys, key)
		}
	}
	if len(keys) > 0 {
		r.set(keys)
	}
}

func (r *Keyring) set(keys []signingKey) {
	slices.SortFunc(keys, func(a, b signingKey) int { return b.generation - a.generation })
	r.keys.Store(&keys)
}

// add makes and stores the key of a generation, unless another process did.
func (r *Keyring) add(ctx context.Context, generation int, delay time.Duration) error {
	key, err := newSigningKey(generation, delay, r.sources)
	if err != nil {
		return err
	}
	document, err := key.document(r.purpose, r.sealer)
	if err != nil {
		return err
	}
	_, err = r.store.Update(ctx, resource.Batch{Puts: []resource.Document{document}})
	if _, taken := errors.AsType[*resource.DuplicateError](err); taken {
		return nil
	}
	if err != nil {
		return fmt.Errorf("token: a signing key: %w", err)
	}
	return nil
}

// signing is the key that signs at the moment.
func (r *Keyring) signing() signingKey {
	keys, now := *r.keys.Load(), r.sources.Now()
	for _, key := range keys {
		if !now.Before(key.signs) {
			return key
		}
	}
	return keys[len(keys)-1] // the clock was set back
}

// living are the keys whose tokens may be good at the moment, newest first. A
// key dies when the last token that it can have signed has.
func (r *Keyring) living() []signingKey {
	keys, now := *r.keys.Load(), r.sources.Now()
	retired := keys[0].signs // when the first of the newer keys took over
	for n, key := range keys[1:] {
		if !now.Before(retired.Add(overlap)) {
			return keys[:n+1] // what is older retired no later
		}
		if key.signs.Before(retired) {
			retired = key.signs
		}
	}
	return keys
}

// sign signs the payload and names the key that did.
func (r *Keyring) sign(payload []byte) (raw, kid string, err error) {
	key := r.signing()
	signature, err := key.signer.Sign(payload)
	if err != nil {
		return "", "", fmt.Errorf("token: %w", err)
	}
	raw, err = signature.CompactSerialize()
	return raw, key.id, err
}

// public is the public key with this id; false where it is none of ours, or is
// dead.
func (r *Keyring) public(id string) (any, bool) {
	for _, key := range r.living() {
		if key.id == id {
			return key.private.Public(), true
		}
	}
	return nil, false
}
