//go:build linux

package inside

import (
	"errors"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// listen opens a listener within the machine.
func listen(at wire.Address) (*os.File, error) {
	var name syscall.Sockaddr
	switch len(at.IP) {
	case 4:
		name = &syscall.SockaddrInet4{Port: int(at.Port), Addr: [4]byte(at.IP)}
	case 16:
		name = &syscall.SockaddrInet6{Port: int(at.Port), Addr: [16]byte(at.IP)}
	default:
		return nil, errors.New("an address has neither 4 nor 16 bytes")
	}
	fd, err := syscall.Socket(int(family(at.IP)), syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "listener")
	if err := open(fd, name); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func open(fd int, name syscall.Sockaddr) error {
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return err
	}
	if err := syscall.Bind(fd, name); err != nil {
		return err
	}
	return syscall.Listen(fd, syscall.SOMAXCONN)
}

// listenAll opens listeners for the outside, and tells it at which addresses.
func listenAll(conn *wire.Conn, addresses []wire.Address) error {
	opened := make([]bool, len(addresses))
	var files []*os.File
	for i, at := range addresses {
		file, err := listen(at)
		if opened[i] = err == nil; opened[i] {
			files = append(files, file)
		}
	}
	err := conn.Send(wire.Message{Listening: opened}, files...)
	for _, file := range files {
		_ = file.Close() // the outside has it
	}
	return err
}
