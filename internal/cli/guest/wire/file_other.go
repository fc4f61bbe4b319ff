//go:build !linux

package wire

import (
	"errors"
	"os"
)

// Memory makes no file here.
func Memory(string, []byte) (*os.File, error) { return nil, errors.ErrUnsupported }
