package token

import (
	"encoding/base64"
	"math/big"
)

// PublishedKey is a signing key as a JWK (RFC 7517) with the members that
// Entra's key documents have. It has no room for a private member.
type PublishedKey struct {
	KeyType      string   `json:"kty"`
	Use          string   `json:"use"`
	KeyID        string   `json:"kid"`
	Thumbprint   string   `json:"x5t"` // base64url SHA-1 of Certificates[0]
	Modulus      string   `json:"n"`   // base64url
	Exponent     string   `json:"e"`   // base64url
	Certificates []string `json:"x5c"` // base64 DER, one
	// Issuer stands only in the key document of version 2.0.
	Issuer string `json:"issuer,omitempty"`
}

// Published are the keys by which verifiers check tokens, newest first.
func (r *Keyring) Published() []PublishedKey {
	living := r.living()
	published := make([]PublishedKey, len(living))
	for i, key := range living {
		published[i] = PublishedKey{
			KeyType:      "RSA",
			Use:          "sig",
			KeyID:        key.id,
			Thumbprint:   key.id,
			Modulus:      base64.RawURLEncoding.EncodeToString(key.private.N.Bytes()),
			Exponent:     base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.private.E)).Bytes()),
			Certificates: []string{base64.StdEncoding.EncodeToString(key.certificate)},
		}
	}
	return published
}
