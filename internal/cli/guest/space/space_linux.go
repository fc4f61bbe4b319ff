package space

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/inside"
	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// Space is a machine's namespaces. Its methods may be used from many goroutines.
type Space struct {
	// Metadata is the listener at 169.254.169.254:80 within the machine.
	Metadata *os.File
	// Packets is the socket from which the machine's packets are relayed, or nil.
	Packets *os.File

	conn    *wire.Conn
	pid     int
	waiting sync.Once
	ended   chan struct{} // closed when the process is gone, once somebody waits

	asking  sync.Mutex // held from a request to its answer
	hearing bool       // reports whether listen takes the messages; guarded by asking
	answers chan answer
	exit    chan wire.Exit // closed when nothing more will be heard
}

type answer struct {
	message wire.Message
	files   []*os.File
}

// Open makes namespaces, in which nothing runs yet but what serves them. It
// returns a *RefusedError where the system does not allow that.
func Open(ctx context.Context, o Options) (*Space, error) {
	type result struct {
		space *Space
		err   error
	}
	begun := make(chan result)
	go func() {
		// The process inside is killed when the thread that started it ends. This
		// one is kept until it has ended itself.
		runtime.LockOSThread()
		s, err := Begin(o)
		begun <- result{s, err}
		if err == nil {
			s.waiting.Do(s.wait)
			<-s.ended
		}
	}()
	r := <-begun
	if r.err != nil {
		return nil, r.err
	}
	s := r.space
	ready := make(chan error, 1)
	go func() { ready <- s.greet() }()
	var err error
	select {
	case err = <-ready:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Begin is the first half of Open, for a thread that lives as long as this process:
// the one that initialises it. Goroutines and threads of their own, which cost a
// start more than what they would do at the same time, are none of it.
func Begin(o Options) (*Space, error) {
	conn, end, err := wire.Pair()
	if err != nil {
		return nil, err
	}
	s := &Space{conn: conn, ended: make(chan struct{}), answers: make(chan answer, 1), exit: make(chan wire.Exit, 1)}
	err = s.start(o, end)
	if closeErr := end.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return s, nil
}

// Ready is the second half of Open: it waits until the namespaces stand. Where they do
// not, they are closed.
func (s *Space) Ready() error {
	if err := s.greet(); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// privileges are the capabilities, within the namespaces alone, of the process that
// serves them: over mounts, the network, its ports and its packets, and to give
// them up.
var privileges = []uintptr{21, 12, 10, 13, 8} // SYS_ADMIN, NET_ADMIN, NET_BIND_SERVICE, NET_RAW, SETPCAP

// start starts the process inside, and says who its users are. Until it has executed
// this program anew it shares the memory of this one, which copying would take longer
// than all else; therefore its users are mapped only then.
func (s *Space) start(o Options, end *os.File) error {
	attributes := &syscall.ProcAttr{
		Env:   []string{},
		Files: []uintptr{o.Stdin.Fd(), o.Stdout.Fd(), o.Stderr.Fd(), end.Fd()},
		Sys: &syscall.SysProcAttr{
			Cloneflags: syscall.CLONE_VM | syscall.CLONE_VFORK |
				syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS,
			AmbientCaps: privileges,
			Pdeathsig:   syscall.SIGKILL,
		},
	}
	var err error
	if s.pid, err = syscall.ForkExec("/proc/self/exe", inside.Arguments(), attributes); err != nil {
		return &RefusedError{Step: "making the machine's namespaces", Err: err}
	}
	err = mapUsers("/proc/" + lean.Itoa(s.pid))
	var outside []string
	if err == nil {
		outside, err = inside.Namespaces()
	}
	if err == nil {
		err = s.conn.Send(wire.Message{Setup: &wire.Setup{Relayed: o.Relayed, IPv6: o.IPv6, Outside: outside}})
	}
	if err != nil {
		s.End()
		return &RefusedError{Step: "mapping the machine's users", Err: err}
	}
	return nil
}

// wait waits for the end of the process inside, and is called once.
func (s *Space) wait() {
	for {
		_, err := syscall.Wait4(s.pid, nil, 0, nil)
		if !errors.Is(err, syscall.EINTR) {
			close(s.ended)
			return
		}
	}
}

// greet takes the first message, and the sockets that come with it.
func (s *Space) greet() error {
	m, files, err := s.conn.Receive()
	switch {
	case errors.Is(err, io.EOF):
		s.End()
		return &RefusedError{Step: "starting in the machine's namespaces", Err: errEnded}
	case err != nil:
		return err
	case m.Refused != nil:
		err := errors.New(m.Refused.Text)
		if m.Refused.Errno != 0 {
			err = described{m.Refused.Text, syscall.Errno(m.Refused.Errno)}
		}
		return &RefusedError{Step: m.Refused.Step, Err: err}
	case !m.Ready || len(files) == 0:
		return errors.New("the process in the machine's namespaces speaks another language")
	}
	if len(files) > 1 {
		s.Packets = files[1]
	}
	s.Metadata = files[0]
	return nil
}

// errEnded says that the process inside was killed, or could not begin.
var errEnded = errors.New("the process there ended at once")

// listen takes all messages after the first.
func (s *Space) listen() {
	defer close(s.exit)
	defer close(s.answers)
	for {
		m, files, err := s.conn.Receive()
		if err != nil {
			return
		}
		if m.Exit != nil {
			s.exit <- *m.Exit
			continue
		}
		s.answers <- answer{m, files}
	}
}

// Listen opens listeners at addresses within the machine: one for each, and nil where
// the address is taken.
func (s *Space) Listen(addresses ...wire.Address) ([]*os.File, error) {
	s.asking.Lock()
	defer s.asking.Unlock()
	listeners := make([]*os.File, 0, len(addresses))
	for len(addresses) > 0 {
		some := addresses[:min(len(addresses), wire.MaxListen)]
		addresses = addresses[len(some):]
		if err := s.conn.Send(wire.Message{Listen: some}); err != nil {
			return listeners, err
		}
		a, ok := s.answer()
		if !ok {
			return listeners, errGone
		}
		for _, opened := range a.message.Listening {
			var file *os.File
			if opened && len(a.files) > 0 {
				file, a.files = a.files[0], a.files[1:]
			}
			listeners = append(listeners, file)
		}
	}
	return listeners, nil
}

// answer is the next answer; ok is false when the machine is gone. The caller holds asking.
func (s *Space) answer() (a answer, ok bool) {
	if s.hearing {
		a, ok = <-s.answers
		return a, ok
	}
	m, files, err := s.conn.Receive() // nothing else comes before the program runs
	return answer{m, files}, err == nil
}

var errGone = errors.New("the machine is gone")

// Run runs the machine's program, which is packed in a file, and returns how it
// ended. It is called once.
func (s *Space) Run(program *os.File) (wire.Exit, error) {
	if err := s.Start(program); err != nil {
		return wire.Exit{}, err
	}
	return s.Wait(), nil
}

// Start is the first half of Run: the program begins.
func (s *Space) Start(program *os.File) error {
	err := s.conn.Send(wire.Message{Run: true}, program)
	if err := errors.Join(err, program.Close()); err != nil {
		return err
	}
	s.asking.Lock()
	defer s.asking.Unlock()
	s.hearing = true
	go s.listen()
	return nil
}

// Wait is the second half of Run: it returns how the program ended.
func (s *Space) Wait() wire.Exit {
	exit, heard := <-s.exit
	if !heard {
		exit.Status = 128 + int(syscall.SIGKILL) // it was killed with all that ran in it
	}
	return exit
}

// Signal sends the program a signal. Before it runs, and after it ended, nothing happens.
func (s *Space) Signal(number syscall.Signal) {
	_ = s.conn.Send(wire.Message{Signal: int(number)}) // it may have ended just now
}

// Cut says in the machine that its packets are not relayed any more: programs learn at
// once that there is no way.
func (s *Space) Cut() {
	_ = s.conn.Send(wire.Message{Cut: true}) // it may have ended just now
}

// Write puts a file in the place of the program's own. Before it runs, and after it
// ended, nothing happens.
func (s *Space) Write(f wire.File) {
	_ = s.conn.Send(wire.Message{Write: &f}) // it may have ended just now
}

// End ends the machine with all that still runs in it, and leaves open what is open
// here.
func (s *Space) End() {
	_ = s.conn.Shutdown() // it may have ended already
	s.waiting.Do(func() { go s.wait() })
	<-s.ended
}

// Close ends the machine with all that still runs in it.
func (s *Space) Close() error {
	s.End()
	var errs []error
	if s.Metadata != nil {
		if err := s.Metadata.Close(); !errors.Is(err, os.ErrClosed) { // its server has it
			errs = append(errs, err)
		}
	}
	if s.Packets != nil {
		if err := s.Packets.Close(); !errors.Is(err, os.ErrClosed) { // the relay closed it
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
