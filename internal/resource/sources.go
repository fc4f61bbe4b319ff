package resource

import (
	"crypto/rand"
	"fmt"
	"io"
	"time"
)

// Sources are the world's contributions: the time and randomness. They are
// injected so that tests neither sleep nor flake.
type Sources struct {
	// Now is the present time.
	Now func() time.Time
	// Random gives unpredictable bytes; it never fails.
	Random io.Reader
	// Draws, which is nil as a rule, gives the ids of For and Next, so that they can be known beforehand.
	Draws *Draws
}

// System are the machine's own clock and randomness.
func System() Sources { return Sources{Now: time.Now, Random: rand.Reader} }

// NewGUID makes a random (version 4) GUID in lower case with dashes.
func (s Sources) NewGUID() string {
	b := s.Bytes(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// Bytes returns n random bytes.
func (s Sources) Bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		panic(fmt.Sprintf("resource: the source of randomness failed: %v", err))
	}
	return b
}

// IsGUID reports whether s is a GUID in the form 8-4-4-4-12, in any case.
func IsGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
