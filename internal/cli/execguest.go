package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/guest"
	"github.com/azimuthid/azimuth/internal/cli/guest/front"
	"github.com/azimuthid/azimuth/internal/cli/guest/space"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/quick"
	"github.com/azimuthid/azimuth/internal/cli/terminal"
	"github.com/azimuthid/azimuth/internal/cli/workload"
	"github.com/azimuthid/azimuth/internal/server"
)

// What --network may be.
const (
	networkAny  = ""
	networkOwn  = "own"
	networkHost = "host"
)

// opening is a guest that is being made.
type opening struct {
	done  chan struct{}
	guest *guest.Guest
	err   error
}

// openGuest begins to make a machine's namespaces, unless the host's network is wanted.
func (a *app) openGuest(f *execFlags) *opening {
	o := &opening{done: make(chan struct{})}
	if f.network == networkHost || f.proxy {
		close(o.done)
		return o
	}
	if early := quick.Early(); early != nil && early.Isolated == f.isolated {
		defer close(o.done)
		if o.err = guest.Explain(early.Err); o.err == nil {
			o.guest = guest.Of(early.Space, f.isolated)
		}
		return o
	}
	go func() {
		defer close(o.done)
		o.guest, o.err = guest.Open(f.isolated)
	}()
	return o
}

func (o *opening) close() error {
	<-o.done
	if o.guest == nil {
		return nil
	}
	return o.guest.Close()
}

// errand is a program that is to run, and all that was found out for it.
type errand struct {
	flags   *execFlags
	opening *opening
	data    string
	server  server.Environment
	machine environ.Machine
	// tokenPort is where the machine's extension for managed identities answers, or 0.
	tokenPort uint16
	// tokens are those of the program's service account, or nil.
	tokens *workload.Source
	// held is where a program in the host's network finds the token, or nil.
	held *held
	args []string
}

// environment is what the program gets, in a way.
func (r *errand) environment(way environ.Way, nearby string) []string {
	vars := r.machine.Environment(r.server, way, environ.Protocol(r.flags.protocol))
	return environ.Child(os.Environ(), append(vars, r.flags.vars...), nearby)
}

// runIn runs a program as a machine: in its namespaces, or, where there are none
// and none are demanded, on the host with what it needs in its environment.
func (a *app) runIn(ctx context.Context, r *errand) error {
	defer terminal.Keep()()
	<-r.opening.done
	if err := r.opening.err; err != nil {
		refused, ok := errors.AsType[*space.RefusedError](err)
		if !ok || r.flags.network == networkOwn || r.flags.isolated {
			return &ExitError{Status: wire.StatusUnprepared, Err: fmt.Errorf("the machine's own network: %w; --network host does without namespaces", err)}
		}
		_, _ = fmt.Fprintf(a.stderr, "azimuth: the program runs in the host's network, where its identity is found through its environment and not at 169.254.169.254: %v\n", refused)
	}
	if r.opening.guest != nil {
		return a.runInside(ctx, r)
	}
	way := environ.ByAddress
	if r.flags.proxy {
		way = environ.ByProxy
	}
	remove, err := r.onHost()
	if err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: err}
	}
	defer a.keepTokens(ctx, r, func(token []byte) { _ = r.held.put(token) })() // the next is put there too
	err = runChild(ctx, r.args, r.environment(way, environ.Nearby), a.stdin, a.stdout, a.stderr)
	return errors.Join(err, remove())
}

// tellCut says that the program cannot reach what is elsewhere.
func (a *app) tellCut(err error) {
	_, _ = fmt.Fprintf(a.stderr, "azimuth: the machine's way to other hosts is cut, but not to its metadata service and Azure's hosts: %v\n", err)
}

// tellState says what became of the machine under its program.
func (a *app) tellState(id string) func(front.State) {
	name := id[strings.LastIndexByte(id, '/')+1:]
	return func(s front.State) {
		_, _ = fmt.Fprintf(a.stderr, "azimuth: the machine %s %s\n", name, map[front.State]string{
			front.On:      "is on again",
			front.Off:     "is off: its metadata service is gone until it is started",
			front.Unknown: "was deleted: its metadata service is gone for good",
		}[s])
	}
}

func (a *app) runInside(ctx context.Context, r *errand) error {
	g := r.opening.guest
	signals := terminal.Catch()
	defer signal.Stop(signals)
	port := r.tokenPort
	if port == 0 && environ.Protocol(r.flags.protocol) == environ.CloudShell {
		port = environ.ExtensionPort
	}
	own := func(token []byte) wire.File { return wire.File{Path: r.machine.Workload.TokenFile, Content: token} }
	var file *wire.File
	if r.tokens != nil {
		first := own(r.tokens.Token())
		file = &first
	}
	defer a.keepTokens(ctx, r, func(token []byte) { g.Write(own(token)) })()
	var exit wire.Exit
	ended := make(chan error, 1)
	go func() {
		var err error
		exit, err = g.Run(ctx, guest.Program{
			Arguments: r.args, Environment: r.environment(environ.ByNetwork, environ.NearbyInside()), Handle: r.machine.IdentityHeader,
			Hostname: r.flags.hostname, TokenPort: port, Data: r.data, Server: r.server, Own: file, Tell: a.tellState(r.machine.ID), Cut: a.tellCut, Roots: environ.Bundle(r.server),
		})
		ended <- err
	}()
	err := terminal.Follow(signals, ended, func(s os.Signal) {
		if number, ok := s.(syscall.Signal); ok {
			g.Signal(number)
		}
	})
	if err := errors.Join(err, g.Close()); err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: err}
	}
	if exit.Text != "" {
		return &ExitError{Status: exit.Status, Err: errors.New(exit.Text)}
	}
	if exit.Status != 0 {
		return &ExitError{Status: exit.Status}
	}
	return nil
}
