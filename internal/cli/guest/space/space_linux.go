package space

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/azimuthid/azimuth/internal/cli/guest/inside"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// Space is a machine's namespaces. Its methods may be used from many goroutines.
type Space struct {
	// Metadata is the listener at 169.254.169.254:80 within the machine.
	Metadata net.Listener
	// Packets is the socket from which the machine's packets are relayed, or nil.
	Packets *os.File

	conn    *wire.Conn
	process *exec.Cmd
	ended   chan struct{} // closed when the process is gone
	endErr  error         // how; read when ended is closed

	asking  sync.Mutex // held from a request to its answer
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
	ready := make(chan error, 1)
	go func() { ready <- s.greet() }()
	select {
	case err = <-ready:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	go s.listen()
	return s, nil
}

// privileges are the capabilities, within the namespaces alone, of the process that
// serves them: over mounts, the network, its ports and its packets, and to give
// them up.
var privileges = []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_NET_ADMIN, unix.CAP_NET_BIND_SERVICE, unix.CAP_NET_RAW, unix.CAP_SETPCAP}

// start starts the process inside.
func (s *Space) start(o Options, end *os.File) error {
	arguments, err := inside.Arguments(wire.Setup{Relayed: o.Relayed, IPv6: o.IPv6})
	if err != nil {
		return err
	}
	uids, gids := mapping("/proc/self/uid_map", os.Getuid()), mapping("/proc/self/gid_map", os.Getgid())
	s.process = &exec.Cmd{
		Path: "/proc/self/exe", Args: arguments, Env: []string{},
		Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr, ExtraFiles: []*os.File{end},
		SysProcAttr: &syscall.SysProcAttr{
			Cloneflags:                 unix.CLONE_NEWUSER | unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWUTS,
			UidMappings:                uids,
			GidMappings:                gids,
			GidMappingsEnableSetgroups: mayBeOthers(),
			AmbientCaps:                privileges,
			Pdeathsig:                  syscall.SIGKILL,
		},
	}
	started := make(chan error)
	go func() {
		// The process inside is killed when the thread that started it ends. This
		// one is kept until it has ended itself.
		runtime.LockOSThread()
		err := s.process.Start()
		started <- err
		if err == nil {
			s.endErr = s.process.Wait()
			close(s.ended)
		}
	}()
	if err := <-started; err != nil {
		return thisSystem().refused("making the machine's namespaces", err)
	}
	return nil
}

// greet takes the first message, and the sockets that come with it.
func (s *Space) greet() error {
	m, files, err := s.conn.Receive()
	switch {
	case errors.Is(err, io.EOF):
		<-s.ended
		return thisSystem().refused("starting in the machine's namespaces", fmt.Errorf("it ended at once (%w)", s.endErr))
	case err != nil:
		return err
	case m.Refused != nil:
		err := errors.New(m.Refused.Text)
		if m.Refused.Errno != 0 {
			err = described{m.Refused.Text, syscall.Errno(m.Refused.Errno)}
		}
		return thisSystem().refused(m.Refused.Step, err)
	case !m.Ready || len(files) == 0:
		return errors.New("the process in the machine's namespaces speaks another language")
	}
	if len(files) > 1 {
		s.Packets = files[1]
	}
	s.Metadata, err = listener(files[0])
	return err
}

func listener(file *os.File) (net.Listener, error) {
	l, err := net.FileListener(file)
	return l, errors.Join(err, file.Close())
}

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

// Listen opens listeners at addresses within the machine. It leaves out those that
// are taken.
func (s *Space) Listen(addresses ...netip.AddrPort) (map[netip.AddrPort]net.Listener, error) {
	s.asking.Lock()
	defer s.asking.Unlock()
	listeners := make(map[netip.AddrPort]net.Listener, len(addresses))
	for len(addresses) > 0 {
		some := addresses[:min(len(addresses), wire.MaxListen)]
		addresses = addresses[len(some):]
		var request wire.Message
		for _, at := range some {
			request.Listen = append(request.Listen, wire.Address{IP: at.Addr().AsSlice(), Port: at.Port()})
		}
		if err := s.conn.Send(request); err != nil {
			return listeners, err
		}
		a, ok := <-s.answers
		if !ok {
			return listeners, errors.New("the machine is gone")
		}
		for i, opened := range a.message.Listening {
			if !opened || len(a.files) == 0 {
				continue
			}
			l, err := listener(a.files[0])
			if err != nil {
				return listeners, err
			}
			listeners[some[i]], a.files = l, a.files[1:]
		}
	}
	return listeners, nil
}

// Run runs the machine's program and returns how it ended. It is called once.
func (s *Space) Run(p wire.Program) (wire.Exit, error) {
	file, err := p.Pack()
	if err != nil {
		return wire.Exit{}, err
	}
	err = s.conn.Send(wire.Message{Run: true}, file)
	if err := errors.Join(err, file.Close()); err != nil {
		return wire.Exit{}, err
	}
	exit, heard := <-s.exit
	if !heard {
		exit.Status = 128 + int(syscall.SIGKILL) // it was killed with all that ran in it
	}
	return exit, nil
}

// Signal sends the program a signal. Before it runs, and after it ended, nothing happens.
func (s *Space) Signal(number syscall.Signal) {
	_ = s.conn.Send(wire.Message{Signal: int(number)}) // it may have ended just now
}

// Write puts a file in the place of the program's own. Before it runs, and after it
// ended, nothing happens.
func (s *Space) Write(f wire.File) {
	_ = s.conn.Send(wire.Message{Write: &f}) // it may have ended just now
}

// Close ends the machine with all that still runs in it.
func (s *Space) Close() error {
	_ = s.conn.Shutdown() // it may have ended already
	<-s.ended
	var errs []error
	if s.Metadata != nil {
		if err := s.Metadata.Close(); !errors.Is(err, net.ErrClosed) { // its server closed it
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
