//go:build linux && (amd64 || arm64)

package deputy

import (
	"errors"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// worker is a thread of the deputy: its desk, and this process's ends of its pipes.
type worker struct {
	desk       *desk
	ask, heard int     // files
	calls      []*Call // that it works on
	list       list    // those calls, as it reads them
}

// newWorker furnishes a worker that begins with a list, and ends with its master, a
// process that is open as a file.
func newWorker(master int32, first ...*Call) (*worker, error) {
	var asked, told [2]int
	// Whoever reads has waited: it does not wait again.
	if err := syscall.Pipe2(asked[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
		return nil, os.NewSyscallError("pipe2", err)
	}
	if err := syscall.Pipe2(told[:], syscall.O_CLOEXEC); err != nil {
		_, _ = syscall.Close(asked[0]), syscall.Close(asked[1]) // nothing was in it
		return nil, os.NewSyscallError("pipe2", err)
	}
	w := &worker{ask: asked[1], heard: told[0], desk: &desk{
		told: uintptr(told[1]), asked: uintptr(asked[0]),
		waiting: [2]lean.Waited{lean.Reading(asked[0]), lean.Reading(int(master))},
	}}
	w.hold(first).put(w.desk)
	return w, nil
}

// hold holds what the worker is to do, which no collector of garbage sees there.
func (w *worker) hold(calls []*Call) list {
	w.calls, w.list = calls, newList(calls)
	return w.list
}

// give gives the worker a list, which it begins at once.
func (w *worker) give(calls []*Call) error {
	var next desk
	w.hold(calls).put(&next)
	text := unsafe.Slice((*byte)(unsafe.Pointer(&next)), unsafe.Offsetof(next.told))
	_, err := syscall.Write(w.ask, text)
	return os.NewSyscallError("write", err)
}

// take waits until the worker's list is done, and says what came of it.
func (w *worker) take(process int32) error {
	err := w.wait(process)
	if err == nil {
		err = w.list.take(w.calls)
	}
	runtime.KeepAlive(w)
	return err
}

// ErrGone says that the deputy has ended.
var ErrGone = errors.New("the process there has ended")

// wait waits for the worker, or for the end of its process, which is open as a file.
func (w *worker) wait(process int32) error {
	waiting := []lean.Waited{lean.Reading(w.heard), lean.Reading(int(process))}
	if err := lean.Poll(waiting, -1); err != nil {
		return err
	}
	if !waiting[0].Found() {
		return ErrGone
	}
	var one [1]byte
	_, err := syscall.Read(w.heard, one[:])
	return os.NewSyscallError("read", err)
}

// close closes the pipes of a worker that has ended: its ends are this process's too.
func (w *worker) close() {
	for _, file := range []int{w.ask, w.heard, int(w.desk.asked), int(w.desk.told)} {
		_ = syscall.Close(file) // nobody is at the other end
	}
	w.ask = -1 // nor will be
}
