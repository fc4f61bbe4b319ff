//go:build unix

package sqlite

import (
	"errors"
	"os"
	"syscall"
)

const errHeld = syscall.EWOULDBLOCK

func openLocked(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(&os.PathError{Op: "flock", Path: path, Err: err}, file.Close())
	}
	return file, nil
}

// unlock lets go of the lock and the file. Closing alone would not do at once: a
// process that is being started holds a copy of the file until it runs.
func unlock(file *os.File) error {
	return errors.Join(syscall.Flock(int(file.Fd()), syscall.LOCK_UN), file.Close())
}
