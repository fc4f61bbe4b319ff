//go:build linux

package inside

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

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
	path, err := exec.LookPath(program.Arguments[0])
	if err == nil {
		pid, err = startBare(path, program)
	}
	switch {
	case err == nil:
		return pid, nil
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return 0, &wire.Exit{Status: wire.StatusNotFound, Text: err.Error()}
	}
	return 0, &wire.Exit{Status: wire.StatusNotRun, Text: err.Error()}
}

// adopt makes the program's environment this process's own: programs are looked
// for along its PATH.
func adopt(environment []string) {
	os.Clearenv()
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
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
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil {
		return within("the ambient capabilities", err)
	}
	for capability := uintptr(0); capability <= unix.CAP_LAST_CAP; capability++ {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0)
		if err != nil && !errors.Is(err, unix.EINVAL) { // the kernel has fewer
			return within("the capabilities", err)
		}
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	return within("the capabilities", unix.Capset(&header, &none[0]))
}

// bury waits for all processes that end here, among them those whose parents
// ended before, until the program does.
func bury(program int) *wire.Exit {
	for {
		var status unix.WaitStatus
		pid, err := unix.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return &wire.Exit{Status: wire.StatusUnprepared, Text: err.Error()}
		case pid == program && status.Signaled():
			return &wire.Exit{Status: 128 + int(status.Signal())}
		case pid == program && status.Exited():
			return &wire.Exit{Status: status.ExitStatus()}
		}
	}
}
