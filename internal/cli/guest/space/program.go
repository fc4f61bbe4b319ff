//go:build linux && (amd64 || arm64)

package space

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"
	"unsafe"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// start starts the program, or says why it could not.
func (s *Space) start(p wire.Program) *wire.Exit {
	path, err := lean.LookUp(p.Arguments[0], variable(p.Environment, "PATH"))
	if err == nil {
		err = s.execute(path, p)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &wire.Exit{Status: wire.StatusNotFound, Text: err.Error()}
	}
	return &wire.Exit{Status: wire.StatusNotRun, Text: err.Error()}
}

// variable is the last value of a variable in an environment.
func variable(environment []string, name string) (value string) {
	for _, entry := range environment {
		if is, text, _ := lean.Cut(entry, '='); is == name {
			value = text
		}
	}
	return value
}

func (s *Space) execute(path string, p wire.Program) error {
	arguments, err := syscall.SlicePtrFromStrings(p.Arguments)
	if err != nil {
		return err
	}
	environment, err := syscall.SlicePtrFromStrings(p.Environment)
	if err != nil {
		return err
	}
	header, none := &capabilityHeader{version: capabilityVersion3}, new(capabilities)
	pid, err := s.deputy.Spawn(
		deputy.NewCall("the capabilities", syscall.SYS_CAPSET, deputy.Memory(unsafe.Pointer(header)), deputy.Memory(unsafe.Pointer(none))),
		deputy.NewCall("run "+path, syscall.SYS_EXECVE, deputy.Text(path), deputy.Memory(unsafe.Pointer(&arguments[0])), deputy.Memory(unsafe.Pointer(&environment[0]))),
	)
	runtime.KeepAlive(arguments)
	runtime.KeepAlive(environment)
	if err != nil {
		return err
	}
	s.running.Lock()
	defer s.running.Unlock()
	s.program = pid
	return nil
}

// bounds are the calls after which no process that the deputy makes gets
// capabilities by what it executes, also where that runs as root: one for each.
func bounds() []*deputy.Call {
	calls := make([]*deputy.Call, lastCapability+1)
	for i := range calls {
		calls[i] = deputy.Try(deputy.NewCall("", syscall.SYS_PRCTL, deputy.Number(capabilityDrop), deputy.Number(i)))
	}
	return calls
}

// checkBounds returns an error unless all capabilities are out of bounds that there are.
func checkBounds(calls []*deputy.Call) error {
	for _, call := range calls {
		if call.Err != nil && !errors.Is(call.Err, syscall.EINVAL) { // the kernel has fewer
			return call.Err
		}
	}
	return nil
}

// capabilityHeader is a struct __user_cap_header_struct, and capabilities are the effective,
// permitted and inheritable ones, of 64 bits each.
type capabilityHeader struct {
	version uint32
	pid     int32
}
type capabilities [6]uint32
