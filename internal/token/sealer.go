package token

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"

	"github.com/azimuthid/azimuth/internal/resource"
)

// MasterKeySize is the length in bytes of the key from which a Sealer is made.
const MasterKeySize = 32

// sealVersion stands first in everything sealed, so that another cipher can
// take over without guessing what an old document holds.
const sealVersion = 1

// ErrSealed is Open's answer for what cannot be opened: sealed under another
// master key or for another document, or damaged.
var ErrSealed = errors.New("token: the sealed secret cannot be opened: another master key, another document, or damage")

// Sealer encrypts small secrets for storage with AES-256-GCM. What is sealed
// for one document opens for no other. It may be used from many goroutines.
type Sealer struct {
	aead    cipher.AEAD
	sources resource.Sources
}

// NewSealer makes a Sealer from a master key of MasterKeySize bytes.
func NewSealer(master []byte, sources resource.Sources) (*Sealer, error) {
	if len(master) != MasterKeySize {
		return nil, fmt.Errorf("token: the master key has %d bytes where %d are needed", len(master), MasterKeySize)
	}
	block, err := aes.NewCipher(master)
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	return &Sealer{aead: aead, sources: sources}, nil
}

// Seal encrypts secret for the document at key. The result is the version, a
// random nonce and the ciphertext, 29 bytes longer than the secret.
func (s *Sealer) Seal(key string, secret []byte) []byte {
	nonce := s.sources.Bytes(s.aead.NonceSize())
	sealed := append([]byte{sealVersion}, nonce...)
	return s.aead.Seal(sealed, nonce, secret, []byte(key))
}

// Open returns the secret that was sealed for the document at key, or ErrSealed.
func (s *Sealer) Open(key string, sealed []byte) ([]byte, error) {
	size := s.aead.NonceSize()
	if len(sealed) < 1+size || sealed[0] != sealVersion {
		return nil, ErrSealed
	}
	secret, err := s.aead.Open(nil, sealed[1:1+size], sealed[1+size:], []byte(key))
	if err != nil {
		return nil, ErrSealed
	}
	return secret, nil
}
