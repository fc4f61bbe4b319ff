//go:build linux && (amd64 || arm64)

package deputy

import (
	"errors"
	"os"
	"runtime"
	"sync"
	"syscall"
)

// Deputy is a process in namespaces of its own. Do, Spawn and End may be used from many
// goroutines; what they ask for is done one after the other.
type Deputy struct {
	// PID is its number here. In its namespace it is the first, with which all others end.
	PID int

	process int32 // the same as a file (pidfd_open(2))
	master  int32 // this process as a file
	worker  *worker
	burier  *worker // who buries, once a program runs
	mask    mask    // this process's signals, as the thread had them that started it

	asking sync.Mutex // held while worker works
	ending sync.Once
}

// namespaces are those that a deputy has for itself: its users, network, mounts,
// processes and the name of its machine.
const namespaces = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS

// What the package syscall does not know: to open a process as a file, and a new one
// when it is made (CLONE_PIDFD).
const (
	pidfdOpen  = 434
	clonePidfd = 0x1000
)

// Start makes a deputy, which has all rights in its namespaces, and gives it the first
// calls, to be taken with Take. Its users are nobody until somebody maps them. It ends
// with this process.
func Start(first ...*Call) (*Deputy, error) {
	master, _, failed := syscall.Syscall(pidfdOpen, uintptr(os.Getpid()), 0, 0)
	if failed != 0 {
		return nil, os.NewSyscallError("pidfd_open", failed) // Linux has it since 5.3
	}
	d := &Deputy{process: -1, master: int32(master)}
	var err error
	if d.worker, err = newWorker(d.master, first...); err != nil {
		return nil, errors.Join(err, syscall.Close(int(master)))
	}
	runtime.LockOSThread() // which blocks signals for a moment
	defer runtime.UnlockOSThread()
	d.mask = block()
	d.PID = start(namespaces|syscall.CLONE_VM|syscall.CLONE_FILES|clonePidfd|uintptr(syscall.SIGCHLD), d.worker.desk, &d.process)
	unblock(d.mask)
	if d.PID < 0 {
		return nil, errors.Join(syscall.Errno(-d.PID), d.Close())
	}
	return d, nil
}

// Take waits for the calls that the deputy was started with, and returns a *CallError for
// the first that failed, or ErrGone. Nothing else is asked of it before.
func (d *Deputy) Take() error { return d.worker.take(d.process) }

// Do has the deputy do calls, one after the other, and returns as Take does.
func (d *Deputy) Do(calls ...*Call) error {
	if len(calls) == 0 {
		return nil
	}
	d.asking.Lock()
	defer d.asking.Unlock()
	if err := d.worker.give(calls); err != nil {
		return err
	}
	return d.worker.take(d.process)
}

// End ends the deputy, with all that runs in its namespaces, and waits for that.
func (d *Deputy) End() {
	d.ending.Do(func() {
		_ = syscall.Kill(d.PID, syscall.SIGKILL) // it may have ended already
		for {
			if _, err := syscall.Wait4(d.PID, nil, 0, nil); !errors.Is(err, syscall.EINTR) {
				break
			}
		}
	})
}

// Close releases what a deputy was asked by. It has ended, and nobody waits for a program.
func (d *Deputy) Close() error {
	d.asking.Lock()
	defer d.asking.Unlock()
	for _, w := range []*worker{d.worker, d.burier} {
		if w != nil {
			w.close()
		}
	}
	if d.process >= 0 {
		_ = syscall.Close(int(d.process)) // it only names
	}
	return os.NewSyscallError("close", syscall.Close(int(d.master)))
}
