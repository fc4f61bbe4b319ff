//go:build linux && (amd64 || arm64)

package deputy

import (
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// The assembly knows these two by their members' names.

// raw is a system call.
type raw struct {
	number    uintptr
	arguments [6]uintptr
	result    uintptr
	// optional is 1 where the rest of the list is done also when this fails.
	optional uintptr
}

// desk is all that a worker knows: a list of calls, how many they are, and, once they
// are done, the file by which it tells so, and that from which it reads the next two
// numbers of the kind. It waits for that one or for the end of its master. The address of
// its desk is the worker's stack pointer, since the system gives each new one that.
type desk struct {
	calls, count uintptr
	told, asked  uintptr
	waiting      [2]lean.Waited // asked, and the master's process
}

//nolint:unused // the assembly uses them
const (
	cloneNumber = syscall.SYS_CLONE
	writeNumber = syscall.SYS_WRITE
	pollNumber  = syscall.SYS_PPOLL
	readNumber  = syscall.SYS_READ
	exitNumber  = syscall.SYS_EXIT_GROUP
)

// start makes a process (clone(2)) that works at a desk, and returns its number or an
// error's, negated. The process's own descriptor is put where pidfd says. The caller
// blocks all signals.
func start(flags uintptr, at *desk, pidfd *int32) int

// work is what a worker does from its first instruction on: the list on its desk, then
// whatever list is given to it. It ends its process when there is nobody to tell so, or
// to give any.
//
// After a call to clone that returns in the new process, that one has a desk of its
// own, and begins there.
func work() //nolint:unused // it is jumped to
