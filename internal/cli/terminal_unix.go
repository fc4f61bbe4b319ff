//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// inForeground reports whether what is typed at the terminal goes to this process.
func inForeground() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer func() { _ = terminal.Close() }() // it was only asked
	foreground, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}

// keepTerminal returns what takes the terminal back that is this process's now. A
// shell with jobs takes it for itself, and when it ends cannot give it to processes
// that have no numbers in its namespace.
func keepTerminal() (takeBack func()) {
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
		_ = unix.IoctlSetPointerInt(int(terminal.Fd()), unix.TIOCSPGRP, unix.Getpgrp()) // it may be another session's by now
	}
}
