//go:build linux && (amd64 || arm64)

package quick

import (
	"errors"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/space"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/terminal"
)

func init() { started = begin(os.Args[1:]) }

// begin does what can be done early.
func begin(args []string) *Started {
	c, ok := Parse(args)
	if !ok {
		return nil
	}
	data, ok := c.directory(os.Getenv, os.Getwd)
	if !ok {
		return nil
	}
	s := &Started{Data: data, Isolated: c.Isolated}
	if c.Network == networkHost {
		c.replace(data)
		return nil
	}
	// The server finds its answer while the system makes the namespaces.
	asked := c.ask(data, true)
	s.Space, s.Err = space.Begin(space.Options{Relayed: !c.Isolated, IPv6: !c.Isolated && space.HasIPv6()})
	answer, program, err := asked.answer()
	if s.Err == nil {
		if s.Err = s.Space.Ready(); s.Err != nil {
			s.Space = nil
		}
	}
	if err != nil || s.Err != nil || s.listen(answer) != nil {
		return s // the command goes on with what there is
	}
	s.Answer = answer
	s.run(program)
	s.awaitUse()
	return s
}

func (c Command) ask(data string, inside bool) *question {
	seen, err := Seen()
	if err != nil {
		return &question{err: err}
	}
	return ask(data, wire.Question{
		Seen: seen, Group: c.Group, VM: c.VM, ScaleSet: c.ScaleSet, Instance: c.Instance, Inside: inside, Isolated: c.Isolated, Protocol: c.Protocol,
		Arguments: c.Program, Environment: os.Environ(),
	})
}

// replace puts the program in this process's place; it returns where that cannot be.
func (c Command) replace(data string) {
	answer, _, err := c.ask(data, false).answer()
	if err != nil {
		return
	}
	path, err := lean.LookUp(c.Program[0], os.Getenv("PATH"))
	if err != nil {
		return
	}
	_ = syscall.Exec(path, c.Program, answer.Environment) // the command says why not
}

var errTaken = errors.New("an address is taken in the machine")

// listen opens the sockets of the machine, to which its program can connect from then on.
func (s *Started) listen(a wire.Answer) error {
	files, err := s.Space.Listen(a.Listen...)
	if err != nil {
		return err
	}
	for _, file := range files[:a.Always] {
		if file == nil {
			err = errTaken
		}
	}
	if err != nil {
		for _, file := range files {
			_ = file.Close() // which a nil file refuses
		}
		return err
	}
	s.Listeners = files
	return nil
}

// run runs the program. This process ends with it, whatever it is doing.
func (s *Started) run(program *os.File) {
	takeBack := terminal.Keep()
	signals := terminal.Catch()
	failed := s.Space.Start(program)
	ended := make(chan error, 1)
	var exit wire.Exit
	go func() {
		if failed != nil {
			exit = *failed
		} else {
			exit = s.Space.Wait()
		}
		ended <- nil
	}()
	go func() {
		err := terminal.Follow(signals, ended, func(signal os.Signal) {
			if number, ok := signal.(syscall.Signal); ok {
				s.Space.Signal(number)
			}
		})
		s.failing.Lock() // and for good: nothing that fails from now on is told
		s.Space.End()
		takeBack()
		if err = errors.Join(s.failed, err); err != nil {
			exit = wire.Exit{Status: wire.StatusUnprepared, Text: err.Error()}
		}
		if exit.Text != "" {
			_, _ = os.Stderr.WriteString("azimuth: " + exit.Text + "\n") // there is nobody else to tell
		}
		os.Exit(exit.Status)
	}()
}

// Fail ends the program, and this process with it, because its machine cannot be served.
func (s *Started) Fail(err error) {
	s.failing.Lock()
	s.failed = err
	s.failing.Unlock()
	s.Space.End()
}
