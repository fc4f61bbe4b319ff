//go:build linux && (amd64 || arm64)

package deputy

import (
	"syscall"
	"unsafe"
)

// restore are the calls that give a new process what was this one's before Go's runtime
// took it over, as package os does for the processes that it starts.
func (d *Deputy) restore() []*Call {
	var calls []*Call
	for number := uintptr(1); number <= lastSignal; number++ {
		// Those that are ignored stay so. The others have handlers of this runtime until the
		// new process has executed its program, and would run them.
		if handler(number) > ignored {
			calls = append(calls, NewCall("a signal", syscall.SYS_RT_SIGACTION, Number(int(number)), Memory(unsafe.Pointer(new(action))), Number(0), Number(maskSize)))
		}
	}
	mask := d.mask
	calls = append(calls, NewCall("the signals", syscall.SYS_RT_SIGPROCMASK, Number(setMask), Memory(unsafe.Pointer(&mask)), Number(0), Number(maskSize)))
	if limit := openFiles(); limit != nil {
		calls = append(calls, NewCall("the limit of open files", syscall.SYS_PRLIMIT64, Number(0), Number(syscall.RLIMIT_NOFILE), Memory(unsafe.Pointer(limit)), Number(0)))
	}
	return calls
}

// openFiles is how many files a process may open that this runtime did not allow more,
// nil where that is not known.
//
// The runtime raises the limit when it starts and keeps the old one to itself. It sets
// that again before this process would execute another program, and leaves it so when
// there is none.
func openFiles() *syscall.Rlimit {
	var raised, limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &raised) != nil {
		return nil
	}
	_ = syscall.Exec("", nil, nil) // there is none of that name
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil || syscall.Setrlimit(syscall.RLIMIT_NOFILE, &raised) != nil {
		return nil
	}
	return &limit
}

// action is a struct sigaction of the kernel.
type action struct {
	handler, flags, restorer uintptr
	mask                     mask
}

// mask is a set of signals, as the kernel has it.
type mask uint64

const (
	setMask    = 2 // SIG_SETMASK
	ignored    = 1 // SIG_IGN
	lastSignal = 64
	maskSize   = int(unsafe.Sizeof(mask(0)))
)

func handler(number uintptr) uintptr {
	var now action
	_, _, _ = syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, number, 0, uintptr(unsafe.Pointer(&now)), uintptr(maskSize), 0, 0)
	return now.handler
}

// block blocks all signals on this thread: a deputy has this runtime's handlers, and is
// none of its threads.
func block() (old mask) {
	all := ^mask(0)
	_, _, _ = syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, setMask, uintptr(unsafe.Pointer(&all)), uintptr(unsafe.Pointer(&old)), uintptr(maskSize), 0, 0)
	return old
}

func unblock(old mask) {
	_, _, _ = syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, setMask, uintptr(unsafe.Pointer(&old)), 0, uintptr(maskSize), 0, 0)
}
