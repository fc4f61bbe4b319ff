//go:build linux

package inside

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// start starts the program in the file, or says why it could not.
func start(file *os.File) (pid int, failed *wire.Exit) {
	program, err := wire.Unpack(file)
	if err == nil {
		err = arrange(program)
	}
	if err != nil {
		return 0, &wire.Exit{Status: wire.StatusUnprepared, Text: err.Error()}
	}
	adopt(program.Environment)
	path, err := lean.LookUp(program.Arguments[0], os.Getenv("PATH"))
	if err == nil {
		pid, err = startBare(path, program)
	}
	switch {
	case err == nil:
		return pid, nil
	case errors.Is(err, fs.ErrNotExist):
		return 0, &wire.Exit{Status: wire.StatusNotFound, Text: err.Error()}
	}
	return 0, &wire.Exit{Status: wire.StatusNotRun, Text: err.Error()}
}

// adopt makes the program's environment this process's own: programs are looked
// for along its PATH.
func adopt(environment []string) {
	os.Clearenv()
	for _, entry := range environment {
		name, value, _ := lean.Cut(entry, '=')
		_ = os.Setenv(name, value) // what is no name is not looked for
	}
}

// startBare starts a program without any capability. Capabilities belong to
// threads, and a process has those of the thread that started it: this one, which
// does nothing else and ends with the goroutine that is locked to it.
func startBare(path string, program wire.Program) (pid int, err error) {
	started := make(chan struct{})
	go func() {
		defer close(started)
		runtime.LockOSThread()
		if err = dropCapabilities(); err != nil {
			return
		}
		attributes := &syscall.ProcAttr{Env: program.Environment, Files: []uintptr{0, 1, 2}}
		if pid, err = syscall.ForkExec(path, program.Arguments, attributes); err != nil {
			err = &fs.PathError{Op: "run", Path: path, Err: err}
		}
	}()
	<-started
	return pid, err
}

// dropCapabilities takes all capabilities from this thread and from what it will
// run, also where that runs as root.
func dropCapabilities() error {
	if _, _, number := syscall.RawSyscall6(syscall.SYS_PRCTL, capabilityAmbient, ambientClearAll, 0, 0, 0, 0); number != 0 {
		return within("the ambient capabilities", number)
	}
	for capability := uintptr(0); capability <= lastCapability; capability++ {
		err := prctl(capabilityDrop, capability)
		if err != nil && !errors.Is(err, syscall.EINVAL) { // the kernel has fewer
			return within("the capabilities", err)
		}
	}
	header := struct {
		version uint32
		pid     int32
	}{version: capabilityVersion3}
	var none [6]uint32 // effective, permitted and inheritable, of 64 bits each
	if _, _, number := syscall.RawSyscall(syscall.SYS_CAPSET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&none)), 0); number != 0 {
		return within("the capabilities", number)
	}
	return nil
}

// bury waits for all processes that end here, among them those whose parents
// ended before, until the program does.
func bury(program int) *wire.Exit {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return &wire.Exit{Status: wire.StatusUnprepared, Text: err.Error()}
		case pid == program && status.Signaled():
			return &wire.Exit{Status: 128 + int(status.Signal())}
		case pid == program && status.Exited():
			return &wire.Exit{Status: status.ExitStatus()}
		}
	}
}
