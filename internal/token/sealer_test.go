package token_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

func TestSealer(t *testing.T) {
	t.Parallel()
	secret := []byte("the private key")
	sealer := mustSealer()
	sealed := sealer.Seal("/ca/key", secret)
	if bytes.Contains(sealed, secret) {
		t.Error("the secret stands in what was sealed")
	}
	if bytes.Equal(sealed, sealer.Seal("/ca/key", secret)) {
		t.Error("sealing twice gave the same bytes: the nonce does not change")
	}
	foreign, err := token.NewSealer(bytes.Repeat([]byte{8}, token.MasterKeySize), resource.System())
	if err != nil {
		t.Fatal(err)
	}
	flip := func(n int) []byte {
		damaged := bytes.Clone(sealed)
		damaged[n] ^= 1
		return damaged
	}
	for _, c := range []struct {
		name   string
		sealer *token.Sealer
		key    string
		sealed []byte
		want   error
	}{
		{"as sealed", sealer, "/ca/key", sealed, nil},
		{"another document", sealer, "/ca/other", sealed, token.ErrSealed},
		{"another master key", foreign, "/ca/key", sealed, token.ErrSealed},
		{"another version", sealer, "/ca/key", flip(0), token.ErrSealed},
		{"damaged nonce", sealer, "/ca/key", flip(1), token.ErrSealed},
		{"damaged end", sealer, "/ca/key", flip(len(sealed) - 1), token.ErrSealed},
		{"cut short", sealer, "/ca/key", sealed[:len(sealed)-1], token.ErrSealed},
		{"shorter than a nonce", sealer, "/ca/key", sealed[:5], token.ErrSealed},
		{"empty", sealer, "/ca/key", nil, token.ErrSealed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			opened, err := c.sealer.Open(c.key, c.sealed)
			if !errors.Is(err, c.want) {
				t.Fatalf("Open: %v, want %v", err, c.want)
			}
			if err == nil && !bytes.Equal(opened, secret) {
				t.Errorf("opened %q", opened)
			}
		})
	}
}

func TestSealerWantsAWholeKey(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 16, 31, 33} {
		if _, err := token.NewSealer(make([]byte, size), resource.System()); err == nil {
			t.Errorf("a master key of %d bytes was taken", size)
		}
	}
}
