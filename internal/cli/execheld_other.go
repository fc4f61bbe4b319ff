//go:build !linux

package cli

import (
	"os"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/atomicfile"
)

// held is a token for a program in the host's network: in a file in a directory of its
// own, since others may run at the same time.
type held struct{ path string }

func holdToken(directory string, token []byte) (*held, error) {
	own, err := os.MkdirTemp(directory, "program-*")
	if err != nil {
		return nil, err
	}
	h := &held{path: filepath.Join(own, tokenName)}
	return h, h.put(token)
}

func (h *held) put(token []byte) error { return atomicfile.Write(h.path, token, 0o600) }

func (h *held) remove() error { return os.RemoveAll(filepath.Dir(h.path)) }
