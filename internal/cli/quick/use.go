//go:build linux

package quick

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// idle is for how many milliseconds nothing more is done for a program that uses
// nothing of its machine. The host's loopback is looked at again after as long.
const idle = 1000

// awaitUse returns when somebody in the machine wants something: a connection or a
// packet waits. What serves it is initialised then, beside the program, and not before
// it or instead of it.
func (s *Started) awaitUse() {
	files := append([]*os.File{s.Space.Metadata}, s.Listeners...)
	if s.Space.Packets != nil {
		files = append(files, s.Space.Packets)
	}
	var waiting []pollFile
	for _, file := range files {
		if file != nil {
			waiting = append(waiting, pollFile{number: int32(file.Fd()), wanted: readable})
		}
	}
	for {
		// What wakes this up early is no reason to wait anew for as long.
		limit := syscall.NsecToTimespec(idle * 1e6)
		_, _, failed := syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&waiting[0])), uintptr(len(waiting)), uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
		if !errors.Is(failed, syscall.EINTR) {
			return
		}
	}
}

// pollFile is a struct pollfd, and readable POLLIN.
type pollFile struct {
	number        int32
	wanted, found int16
}

const readable = 1
