//go:build linux && (amd64 || arm64)

package deputy

import (
	"syscall"
	"unsafe"
)

// nobody is in place of a file by which a worker would tell that it is done.
const nobody = ^uintptr(0)

// Spawn makes a process in the deputy's namespaces, which does the calls, of which the
// last executes its program. It returns the process's number there, or a *CallError for
// what failed. It is called once, and Wait after it.
func (d *Deputy) Spawn(calls ...*Call) (pid int, err error) {
	calls = append(d.restore(), calls...)
	at, does := &desk{told: nobody}, newList(calls)
	does.put(at)
	if d.burier, err = newWorker(d.master, bury()); err != nil {
		return 0, err
	}
	process := NewCall("a process", syscall.SYS_CLONE, Number(syscall.CLONE_VM|syscall.CLONE_VFORK|int(syscall.SIGCHLD)), Memory(unsafe.Pointer(at)))
	thread := NewCall("a thread", syscall.SYS_CLONE, Number(sameProcess), Memory(unsafe.Pointer(d.burier.desk)))
	if err := d.Do(process, thread); err != nil {
		return 0, err
	}
	return process.Result, does.take(calls) // it stopped sharing this memory when it executed
}

// sameProcess is what clone(2) takes for one more thread.
const sameProcess = syscall.CLONE_VM | syscall.CLONE_FS | syscall.CLONE_FILES | syscall.CLONE_SIGHAND | syscall.CLONE_THREAD | syscall.CLONE_SYSVSEM

// bury waits for the next process that ends, among them those whose parents ended before.
func bury() *Call {
	return NewCall("burying a process", syscall.SYS_WAIT4, Number(-1), Memory(unsafe.Pointer(new(syscall.WaitStatus))), Number(0), Number(0))
}

// Wait waits for the end of a process that Spawn made.
func (d *Deputy) Wait(pid int) (syscall.WaitStatus, error) {
	for {
		call := d.burier.calls[0]
		if err := d.burier.take(d.process); err != nil {
			return 0, err
		}
		if call.Result == pid {
			return *(*syscall.WaitStatus)(call.kept[0]), nil
		}
		if err := d.burier.give([]*Call{bury()}); err != nil {
			return 0, err
		}
	}
}
