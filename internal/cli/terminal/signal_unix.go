//go:build unix

package terminal

import (
	"os"
	"syscall"
)

// forwarded are the signals that are meant for the program that exec runs.
var forwarded = []os.Signal{
	syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2,
}

// reachesGroup reports whether the terminal sent the signal to the child too:
// what is typed goes to all processes in the foreground.
func reachesGroup(s os.Signal) bool {
	if s != syscall.SIGINT && s != syscall.SIGQUIT {
		return false
	}
	return inForeground()
}

// SignalOf is the number of the signal that ended a process.
func SignalOf(state *os.ProcessState) (int, bool) {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return 0, false
	}
	return int(status.Signal()), true
}
