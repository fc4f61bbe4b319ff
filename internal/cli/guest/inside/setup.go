//go:build linux

package inside

import (
	"errors"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// setUp makes the network of the machine. It returns the sockets for the outside:
// the listener of the metadata service, and that of the relay.
func setUp(s wire.Setup) ([]*os.File, *wire.Refusal) {
	var files []*os.File
	keep := func(file *os.File, err error) error {
		files = append(files, file)
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"being in namespaces of its own", func() error { return checkApart(s.Outside) }},
		{"ending with the process outside", func() error { return prctl(syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL)) }},
		{"keeping mounts to itself", func() error { return syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_SLAVE, "") }},
		{"making a network", func() error { return makeNetwork(s) }},
		{"listening at 169.254.169.254", func() error { return keep(listen(metadata)) }},
		{"relaying packets", func() error {
			if !s.Relayed {
				return nil
			}
			return keep(packets())
		}},
	} {
		if err := step.do(); err != nil {
			return nil, refusal(step.name, err)
		}
	}
	return files, nil
}

func refusal(step string, err error) *wire.Refusal {
	r := &wire.Refusal{Step: step, Text: err.Error()}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		r.Errno = int(number)
	}
	return r
}

// within says in an error what failed.
func within(what string, err error) error {
	if err == nil {
		return nil
	}
	return &withinError{what, err}
}

type withinError struct {
	what string
	err  error
}

func (w *withinError) Error() string { return w.what + ": " + w.err.Error() }
func (w *withinError) Unwrap() error { return w.err }

// prctl sets an attribute of this thread or process (prctl(2)).
func prctl(option int, argument uintptr) error {
	if _, _, number := syscall.RawSyscall(syscall.SYS_PRCTL, uintptr(option), argument, 0); number != 0 {
		return number
	}
	return nil
}
