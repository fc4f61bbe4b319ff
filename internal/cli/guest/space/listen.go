//go:build linux && (amd64 || arm64)

package space

import (
	"errors"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// Listen opens listeners at addresses within the machine: one for each, and nil where
// the address is taken.
func (s *Space) Listen(addresses ...wire.Address) ([]*os.File, error) {
	calls := make([]*deputy.Call, len(addresses))
	for i, at := range addresses {
		calls[i] = deputy.Try(listener("", at))
	}
	if err := s.deputy.Do(calls...); err != nil {
		return nil, err
	}
	listeners := make([]*os.File, len(addresses))
	for i, call := range calls {
		if call.Err != nil {
			continue
		}
		file := os.NewFile(uintptr(call.Result), "listener")
		if listen(file, addresses[i]) != nil {
			_ = file.Close() // nobody had it
			continue
		}
		listeners[i] = file
	}
	return listeners, nil
}

// listener is the call that opens a socket for an address.
func listener(what string, at wire.Address) *deputy.Call {
	return socket(what, int(family(at.IP)), syscall.SOCK_STREAM, 0)
}

var errAddress = errors.New("an address has neither 4 nor 16 bytes")

// listen listens at an address with a socket of the machine's.
func listen(with *os.File, at wire.Address) error {
	var name syscall.Sockaddr
	switch len(at.IP) {
	case 4:
		name = &syscall.SockaddrInet4{Port: int(at.Port), Addr: [4]byte(at.IP)}
	case 16:
		name = &syscall.SockaddrInet6{Port: int(at.Port), Addr: [16]byte(at.IP)}
	default:
		return errAddress
	}
	fd := int(with.Fd())
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return err
	}
	if err := syscall.Bind(fd, name); err != nil {
		return err
	}
	return syscall.Listen(fd, syscall.SOMAXCONN)
}
