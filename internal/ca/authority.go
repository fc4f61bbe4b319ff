package ca

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// documentKey is where the authority stands in the store.
const documentKey = "/ca/authority"

// DocumentKind is the document kind of the authority.
const DocumentKind = "ca/authority"

// Sealer keeps the authority's key secret in the store; token.Sealer is one.
type Sealer interface {
	// Seal encrypts a secret for the document at key.
	Seal(key string, secret []byte) []byte
	// Open decrypts what was sealed for the document at key.
	Open(key string, sealed []byte) ([]byte, error)
}

// Authority is the certificate authority. It may be used from many goroutines.
type Authority struct {
	root    *x509.Certificate
	key     *ecdsa.PrivateKey
	sources resource.Sources
}

// stored is the body of the authority's document.
type stored struct {
	Certificate []byte `json:"certificate"` // DER
	SealedKey   []byte `json:"sealedKey"`   // PKCS #8, sealed
}

// Open loads the authority from the store, or makes it where there is none.
// extraHosts are names and addresses for which it is to vouch beside our own; of
// several replicas that start at once, the first one's authority is everybody's.
//
// It fails with a *HostsError where the stored authority may not vouch for one
// of extraHosts, and where it has expired; Reset makes way for a new one.
func Open(ctx context.Context, store resource.Store, sealer Sealer, sources resource.Sources, extraHosts []string) (*Authority, error) {
	if err := checkHosts(extraHosts); err != nil {
		return nil, err
	}
	a, err := load(ctx, store, sealer, sources)
	if errors.Is(err, resource.ErrNotFound) {
		a, err = create(ctx, store, sealer, sources, extraHosts)
		if errors.Is(err, resource.ErrConflict) {
			a, err = load(ctx, store, sealer, sources)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("ca: %w", err)
	}
	if now := sources.Now(); !now.Before(a.root.NotAfter) {
		return nil, fmt.Errorf("ca: the certificate authority expired on %s: reset it; the new one's root must then be trusted wherever the old one's was", a.root.NotAfter.Format(time.DateOnly))
	}
	if missing := uncovered(a.root, extraHosts); len(missing) > 0 {
		return nil, &HostsError{Hosts: missing, Made: a.root.NotBefore}
	}
	return a, nil
}

// Reset removes the authority from the store; the next Open makes a new one,
// which nobody trusts yet.
func Reset(ctx context.Context, store resource.Store) error {
	if _, err := store.Update(ctx, resource.Batch{Deletes: []string{documentKey}}); err != nil {
		return fmt.Errorf("ca: %w", err)
	}
	return nil
}

// PEM is the root's certificate.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})
}

func load(ctx context.Context, store resource.Store, sealer Sealer, sources resource.Sources) (*Authority, error) {
	d, err := store.Get(ctx, documentKey)
	if err != nil {
		return nil, err
	}
	var s stored
	if err := json.Unmarshal(d.Body, &s); err != nil {
		return nil, err
	}
	root, err := x509.ParseCertificate(s.Certificate)
	if err != nil {
		return nil, err
	}
	secret, err := sealer.Open(documentKey, s.SealedKey)
	if err != nil {
		return nil, fmt.Errorf("the key of the certificate authority: %w", err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(secret)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(root.PublicKey) {
		return nil, errors.New("the stored key is not that of the stored certificate")
	}
	return &Authority{root: root, key: key, sources: sources}, nil
}

func create(ctx context.Context, store resource.Store, sealer Sealer, sources resource.Sources, extraHosts []string) (*Authority, error) {
	root, key, err := newRoot(sources, extraHosts)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(stored{Certificate: root.Raw, SealedKey: sealer.Seal(documentKey, secret)})
	if err != nil {
		return nil, err
	}
	_, err = store.Update(ctx, resource.Batch{
		Checks: []resource.Check{{Key: documentKey}}, // nothing may be there
		Puts:   []resource.Document{{Key: documentKey, Kind: DocumentKind, Body: body}},
	})
	if err != nil {
		return nil, err
	}
	return &Authority{root: root, key: key, sources: sources}, nil
}
