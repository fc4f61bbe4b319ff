package token

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Keyring is the tenant's signing keys. The newest signs; a token that any of
// them signed is good. It may be used from many goroutines.
type Keyring struct {
	keys   []signingKey // newest first, never empty
	signer jose.Signer
}

// OpenKeyring loads the signing keys from the store, or makes the first one.
// It fails with ErrSealed in the chain where the sealer's master key is not the
// one under which the keys were stored.
func OpenKeyring(ctx context.Context, store resource.Store, sealer *Sealer, sources resource.Sources) (*Keyring, error) {
	keys, err := loadKeys(ctx, store, sealer)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		if err := makeFirstKey(ctx, store, sealer, sources); err != nil {
			return nil, err
		}
		// Another process may have been first: what is stored counts.
		if keys, err = loadKeys(ctx, store, sealer); err != nil {
			return nil, err
		}
	}
	signer, err := signerOf(keys[0])
	if err != nil {
		return nil, err
	}
	return &Keyring{keys: keys, signer: signer}, nil
}

func loadKeys(ctx context.Context, store resource.Store, sealer *Sealer) ([]signingKey, error) {
	documents, _, err := store.List(ctx, resource.Query{Kind: keyKind})
	if err != nil {
		return nil, fmt.Errorf("token: signing keys: %w", err)
	}
	keys := make([]signingKey, 0, len(documents))
	for _, d := range documents {
		key, err := parseSigningKey(d, sealer)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b signingKey) int { return b.generation - a.generation })
	return keys, nil
}

// makeFirstKey stores a key of generation 1, unless another process did.
func makeFirstKey(ctx context.Context, store resource.Store, sealer *Sealer, sources resource.Sources) error {
	key, err := newSigningKey(1, sources)
	if err != nil {
		return err
	}
	document, err := key.document(sealer)
	if err != nil {
		return err
	}
	_, err = store.Update(ctx, resource.Batch{Puts: []resource.Document{document}})
	if _, taken := errors.AsType[*resource.DuplicateError](err); taken {
		return nil
	}
	if err != nil {
		return fmt.Errorf("token: the first signing key: %w", err)
	}
	return nil
}

// signerOf makes a signer whose header is that of Entra's tokens: typ, alg,
// x5t and kid.
func signerOf(key signingKey) (jose.Signer, error) {
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key.private, KeyID: key.id}},
		(&jose.SignerOptions{}).WithType("JWT").WithHeader("x5t", key.id),
	)
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	return signer, nil
}

// sign signs the payload with the newest key.
func (r *Keyring) sign(payload []byte) (string, error) {
	signature, err := r.signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	return signature.CompactSerialize()
}

// public is the public key with this id; false where it is none of ours.
func (r *Keyring) public(id string) (any, bool) {
	for _, key := range r.keys {
		if key.id == id {
			return key.private.Public(), true
		}
	}
	return nil, false
}
