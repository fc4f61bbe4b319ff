package lean

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// Waited is a file from which somebody wants to read (struct pollfd).
type Waited struct {
	file          int32
	wanted, found int16
}

// Reading waits for something to read from a file, or for its end. A negative number is
// no file.
func Reading(file int) Waited {
	const readable = 1 // POLLIN
	return Waited{file: int32(file), wanted: readable}
}

// Found reports whether Poll found something there.
func (w Waited) Found() bool { return w.found != 0 }

// Poll returns when there is something in one of the files, or after some
// milliseconds; never for a negative number.
func Poll(files []Waited, milliseconds int) error {
	for {
		// What wakes this up early is no reason not to wait anew.
		var limit *syscall.Timespec
		if milliseconds >= 0 {
			span := syscall.NsecToTimespec(int64(milliseconds) * 1e6)
			limit = &span
		}
		_, _, failed := syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(unsafe.SliceData(files))), uintptr(len(files)), uintptr(unsafe.Pointer(limit)), 0, 0, 0)
		if !errors.Is(failed, syscall.EINTR) {
			if failed == 0 {
				return nil
			}
			return os.NewSyscallError("ppoll", failed)
		}
	}
}
