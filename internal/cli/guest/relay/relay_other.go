//go:build !linux

package relay

import (
	"errors"
	"os"
)

// Relay is a machine's way out, which there is on Linux only.
type Relay struct{}

// Start does nothing here.
func Start(*os.File, Config) (*Relay, error) { return nil, errors.ErrUnsupported }

// Close does nothing here.
func (r *Relay) Close() error { return nil }
