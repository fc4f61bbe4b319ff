package token

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/azimuthid/azimuth/internal/resource"
)

// keyBits is the size of the signing keys: what Entra has.
const keyBits = 2048

// purpose is what keys sign, and with it how they are stored: keys of one purpose
// are never taken for those of another.
type purpose struct {
	kind string // the document kind of its keys
	// index holds the number of each key. It is unique, so that of two processes that
	// make the next key at the same time one finds the other's.
	index string
	// under is where its keys are in the store.
	under string
}

// The purposes: the tenant's tokens, and those of service accounts.
var (
	tenantTokens  = purpose{"token/signingkey", "signingkey", "/token/signingkeys/"}
	accountTokens = purpose{"token/serviceaccountkey", "serviceaccountkey", "/token/serviceaccountkeys/"}
)

// IsKey reports whether a document holds a signing key.
func IsKey(d resource.Document) bool {
	return d.Kind == tenantTokens.kind || d.Kind == accountTokens.kind
}

// signingKey is a key pair with its self-signed certificate. As in Entra the
// key's id is the certificate's thumbprint.
type signingKey struct {
	id          string
	private     *rsa.PrivateKey
	certificate []byte // DER
	created     time.Time
	signs       time.Time // from when it signs, unless a newer key does
	generation  int
	signer      jose.Signer
}

// storedKey is a signing key's stored form.
type storedKey struct {
	ID          string    `json:"kid"`
	Generation  int       `json:"generation"`
	Created     time.Time `json:"created"`
	Signs       time.Time `json:"signs,omitzero"`
	Certificate []byte    `json:"certificate"`
	Sealed      []byte    `json:"sealed"` // the private key as PKCS #8
}

// newSigningKey makes a key that signs from delay after now on.
func newSigningKey(generation int, delay time.Duration, sources resource.Sources) (signingKey, error) {
	private, err := rsa.GenerateKey(sources.Random, keyBits)
	if err != nil {
		return signingKey{}, fmt.Errorf("token: %w", err)
	}
	created := sources.Now().UTC()
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(sources.Bytes(16)),
		Subject:      pkix.Name{CommonName: "Azimuth token signing"},
		NotBefore:    created.Truncate(time.Second),
		NotAfter:     created.AddDate(5, 0, 0).Truncate(time.Second),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	certificate, err := x509.CreateCertificate(sources.Random, template, template, private.Public(), private)
	if err != nil {
		return signingKey{}, fmt.Errorf("token: %w", err)
	}
	return signingKey{
		id:          thumbprint(certificate),
		private:     private,
		certificate: certificate,
		created:     created,
		signs:       created.Add(delay),
		generation:  generation,
	}, nil
}

// thumbprint is the x5t of RFC 7517: a name, on whose strength nothing rests.
func thumbprint(certificate []byte) string {
	digest := sha1.Sum(certificate)
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// path is the store key of the signing key with this id. Store keys are in
// lower case; the exact id stands in the document.
func (p purpose) path(id string) string { return p.under + strings.ToLower(id) }

func (k signingKey) document(p purpose, sealer *Sealer) (resource.Document, error) {
	path := p.path(k.id)
	private, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return resource.Document{}, fmt.Errorf("token: %s: %w", path, err)
	}
	body, err := json.Marshal(storedKey{
		ID:          k.id,
		Generation:  k.generation,
		Created:     k.created,
		Signs:       k.signs,
		Certificate: k.certificate,
		Sealed:      sealer.Seal(path, private),
	})
	if err != nil {
		return resource.Document{}, fmt.Errorf("token: %s: %w", path, err)
	}
	return resource.Document{
		Key:     path,
		Kind:    p.kind,
		Body:    body,
		Indexes: []resource.Index{{Name: p.index, Value: strconv.Itoa(k.generation), Unique: true}},
	}, nil
}

// Restamped is the document of a signing key as that of a key which was made now,
// and signs from now on. It is for the first key of a store that gets one from
// elsewhere: making a key takes longer than all else that a server does to start.
func Restamped(d resource.Document, now time.Time) (resource.Document, error) {
	var stored storedKey
	if err := json.Unmarshal(d.Body, &stored); err != nil {
		return d, fmt.Errorf("token: %s: %w", d.Key, err)
	}
	stored.Created, stored.Signs = now.UTC(), now.UTC()
	var err error
	d.Body, err = json.Marshal(stored)
	return d, err
}

func parseSigningKey(d resource.Document, sealer *Sealer) (signingKey, error) {
	var stored storedKey
	if err := json.Unmarshal(d.Body, &stored); err != nil {
		return signingKey{}, fmt.Errorf("token: %s: %w", d.Key, err)
	}
	plain, err := sealer.Open(d.Key, stored.Sealed)
	if err != nil {
		return signingKey{}, fmt.Errorf("%s: %w", d.Key, err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(plain)
	if err != nil {
		return signingKey{}, fmt.Errorf("token: %s: %w", d.Key, err)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return signingKey{}, fmt.Errorf("token: %s: a %T is no RSA key", d.Key, parsed)
	}
	key := signingKey{
		id:          stored.ID,
		private:     private,
		certificate: stored.Certificate,
		created:     stored.Created,
		signs:       stored.Signs,
		generation:  stored.Generation,
	}
	key.signer, err = signerOf(key)
	return key, err
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
