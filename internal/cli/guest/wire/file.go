//go:build linux

package wire

import (
	"errors"
	"io"
	"os"
	"syscall"
	"unsafe"
)

// Unpack reads what Pack wrote, and closes the file.
func Unpack(file *os.File) (p Program, err error) {
	defer func() { _ = file.Close() }() // it was only read
	text, err := ReadMemory(file)
	if err != nil {
		return p, err
	}
	return DecodeProgram(text)
}

// Memory is a file without a name, in memory, with a content.
func Memory(name string, content []byte) (*os.File, error) {
	text, err := syscall.BytePtrFromString(name)
	if err != nil {
		return nil, err
	}
	const closeOnExec = 1 // MFD_CLOEXEC
	fd, _, number := syscall.Syscall(memfdCreate, uintptr(unsafe.Pointer(text)), closeOnExec, 0)
	if number != 0 {
		return nil, os.NewSyscallError("memfd_create", number)
	}
	file := os.NewFile(fd, name)
	if _, err := file.Write(content); err != nil {
		_ = file.Close() // it was only memory
		return nil, err
	}
	return file, nil
}

// ReadMemory reads such a file from its beginning.
func ReadMemory(file *os.File) ([]byte, error) {
	about, err := file.Stat()
	if err != nil {
		return nil, err
	}
	content := make([]byte, about.Size())
	_, err = file.ReadAt(content, 0)
	if errors.Is(err, io.EOF) && len(content) == 0 {
		err = nil
	}
	return content, err
}
