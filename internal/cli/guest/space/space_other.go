//go:build !linux || !(amd64 || arm64)

package space

import (
	"errors"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// Space is a machine's namespaces, of which there are none on this system.
type Space struct {
	Metadata, Packets *os.File
}

// Open says that this system has no namespaces.
func Open(Options) (*Space, error) {
	return nil, &RefusedError{Step: "making the machine's namespaces", Err: errors.ErrUnsupported}
}

// Listen does nothing here.
func (s *Space) Listen(...wire.Address) ([]*os.File, error) {
	return nil, errors.ErrUnsupported
}

// Run does nothing here.
func (s *Space) Run(*os.File) wire.Exit { return wire.Exit{} }

// Signal does nothing here.
func (s *Space) Signal(syscall.Signal) {}

// Cut does nothing here.
func (s *Space) Cut() {}

// Write does nothing here.
func (s *Space) Write(wire.File) {}

// End does nothing here.
func (s *Space) End() {}

// Close does nothing here.
func (s *Space) Close() error { return nil }
