//go:build linux

package wire

import (
	"encoding/json"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// Pack writes a program into a file without a name, in memory: its arguments and
// environment may be longer than a message.
func (p Program) Pack() (*os.File, error) {
	fd, err := unix.MemfdCreate("program", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	file := os.NewFile(uintptr(fd), "program")
	if err := json.NewEncoder(file).Encode(p); err != nil {
		_ = file.Close() // it was only memory
		return nil, err
	}
	return file, nil
}

// Unpack reads what Pack wrote, and closes the file.
func Unpack(file *os.File) (p Program, err error) {
	defer func() { _ = file.Close() }() // it was only read
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return p, err
	}
	return p, json.NewDecoder(file).Decode(&p)
}
