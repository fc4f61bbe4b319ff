//go:build unix

package terminal

import (
	"os"
	"os/signal"
	"syscall"
	"unsafe"
)

// inForeground reports whether what is typed at the terminal goes to this process.
func inForeground() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer func() { _ = terminal.Close() }() // it was only asked
	var foreground int32
	err = control(terminal, syscall.TIOCGPGRP, &foreground)
	return err == nil && int(foreground) == syscall.Getpgrp()
}

// Keep returns what takes the terminal back that is this process's now. A
// shell with jobs takes it for itself, and when it ends cannot give it to processes
// that have no numbers in its namespace.
func Keep() (takeBack func()) {
	if !inForeground() {
		return func() {}
	}
	return func() {
		if inForeground() {
			return
		}
		terminal, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
		if err != nil {
			return // it is gone
		}
		defer func() { _ = terminal.Close() }() // it was only told
		signal.Ignore(syscall.SIGTTOU)          // which stops those that do this from the background
		defer signal.Reset(syscall.SIGTTOU)
		mine := int32(syscall.Getpgrp())
		_ = control(terminal, syscall.TIOCSPGRP, &mine) // it may be another session's by now
	}
}

// control asks or tells a terminal a number (ioctl_tty(2)).
func control(terminal *os.File, request uintptr, number *int32) error {
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, terminal.Fd(), request, uintptr(unsafe.Pointer(number))); failed != 0 {
		return failed
	}
	return nil
}
