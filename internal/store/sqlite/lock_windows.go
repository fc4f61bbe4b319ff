package sqlite

import (
	"os"
	"syscall"
)

// errHeld is Windows' ERROR_SHARING_VIOLATION.
const errHeld = syscall.Errno(32)

// openLocked opens the file without sharing it, which is a lock that ends with
// the handle.
func openLocked(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	const notShared = 0
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, notShared, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(handle), path), nil
}

func unlock(file *os.File) error { return file.Close() }
