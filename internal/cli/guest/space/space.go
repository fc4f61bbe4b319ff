//go:build linux && (amd64 || arm64)

package space

import (
	"errors"
	"os"
	"sync"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// Space is a machine's namespaces. Its methods may be used from many goroutines.
type Space struct {
	// Metadata is the listener at 169.254.169.254:80 within the machine.
	Metadata *os.File
	// Packets is the socket from which the machine's packets are relayed, or nil.
	Packets *os.File

	options Options
	deputy  *deputy.Deputy
	first   opening
	routing routing

	running sync.Mutex // guards what follows, and routing once the program runs
	program int        // its number in the machine; 0 while none runs
	own     *directory // the machine's own; nil for none
}

// Open makes namespaces, in which nothing runs yet but their deputy. It
// returns a *RefusedError where the system does not allow that.
func Open(o Options) (*Space, error) {
	s, err := Begin(o)
	if err != nil {
		return nil, err
	}
	if err := s.Ready(); err != nil {
		return nil, err
	}
	return s, nil
}

// Begin is the first half of Open, which does not wait for the system.
func Begin(o Options) (*Space, error) {
	s := &Space{options: o, first: openingOf(o), routing: routing{fd: -1}}
	var err error
	if s.deputy, err = deputy.Start(s.first.calls()...); err != nil {
		return nil, &RefusedError{Step: "making the machine's namespaces", Err: err}
	}
	if err := mapUsers("/proc/" + lean.Itoa(s.deputy.PID)); err != nil {
		return nil, errors.Join(&RefusedError{Step: "mapping the machine's users", Err: err}, s.Close())
	}
	return s, nil
}

// Ready is the second half of Open: it waits until the namespaces stand. Where they do
// not, they are closed.
func (s *Space) Ready() error {
	err := s.deputy.Take()
	if err == nil {
		err = s.setUp()
	}
	if err != nil {
		return errors.Join(refusal(err), s.Close())
	}
	return nil
}

// Run runs the machine's program, which is packed in a file, and returns how it
// ended. It is called once.
func (s *Space) Run(program *os.File) wire.Exit {
	if exit := s.Start(program); exit != nil {
		return *exit
	}
	return s.Wait()
}

// Start is the first half of Run: the program begins. Where it does not, it says why.
func (s *Space) Start(program *os.File) *wire.Exit {
	p, err := wire.Unpack(program)
	if err == nil {
		err = s.arrange(p)
	}
	if err != nil {
		return &wire.Exit{Status: wire.StatusUnprepared, Text: err.Error()}
	}
	return s.start(p)
}

// Wait is the second half of Run: it returns how the program ended.
func (s *Space) Wait() wire.Exit {
	status, err := s.deputy.Wait(s.program)
	switch {
	case err != nil: // it was killed with all that ran in it
		return wire.Exit{Status: 128 + int(syscall.SIGKILL)}
	case status.Signaled():
		return wire.Exit{Status: 128 + int(status.Signal())}
	}
	return wire.Exit{Status: status.ExitStatus()}
}

// Signal sends the program a signal. Before it runs, and after it ended, nothing happens.
func (s *Space) Signal(number syscall.Signal) {
	s.running.Lock()
	defer s.running.Unlock()
	if s.program != 0 {
		_ = s.deputy.Do(deputy.NewCall("", syscall.SYS_KILL, deputy.Number(s.program), deputy.Number(int(number)))) // it may have ended just now
	}
}

// Cut says in the machine that its packets are not relayed any more: programs learn at
// once that there is no way.
func (s *Space) Cut() {
	s.running.Lock()
	defer s.running.Unlock()
	_ = s.routing.down(outerIndex) // it may have ended just now
}

// Write puts a file in the place of the program's own. Before it runs, and after it
// ended, nothing happens.
func (s *Space) Write(f wire.File) {
	s.running.Lock()
	defer s.running.Unlock()
	if s.own != nil {
		_ = s.own.replace(f) // the program may have taken it away
	}
}

// End ends the machine with all that still runs in it, and leaves open what is open
// here.
func (s *Space) End() { s.deputy.End() }

// Close ends the machine with all that still runs in it. Nobody waits for its program
// any more.
func (s *Space) Close() error {
	s.End()
	s.running.Lock()
	defer s.running.Unlock()
	s.program = 0
	if s.own != nil {
		_ = syscall.Close(s.own.fd) // it only names
		s.own = nil
	}
	_ = syscall.Close(s.routing.fd) // nothing is on its way
	s.routing.fd = -1
	errs := []error{s.deputy.Close()}
	for _, file := range []*os.File{s.Metadata, s.Packets} {
		if file == nil {
			continue
		}
		if err := file.Close(); !errors.Is(err, os.ErrClosed) { // who serves it has closed it
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
