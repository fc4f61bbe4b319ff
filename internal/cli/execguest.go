package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/guest"
	"github.com/azimuthid/azimuth/internal/cli/guest/space"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
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
func (a *app) openGuest(ctx context.Context, f *execFlags) *opening {
	o := &opening{done: make(chan struct{})}
	if f.network == networkHost || f.proxy {
		close(o.done)
		return o
	}
	go func() {
		defer close(o.done)
		o.guest, o.err = guest.Open(ctx, space.Options{Stdin: a.stdin, Stdout: a.stdout, Stderr: a.stderr}, f.isolated)
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

// runIn runs a program as a machine: in its namespaces, or, where there are none
// and none are demanded, on the host with what it needs in its environment.
func (a *app) runIn(ctx context.Context, f *execFlags, o *opening, data string, env server.Environment, m environ.Machine, args []string) error {
	<-o.done
	if o.err != nil {
		refused, ok := errors.AsType[*space.RefusedError](o.err)
		if !ok || f.network == networkOwn || f.isolated {
			return &ExitError{Status: wire.StatusUnprepared, Err: fmt.Errorf("the machine's own network: %w", o.err)}
		}
		_, _ = fmt.Fprintf(a.stderr, "azimuth: the program runs in the host's network, where its identity is found through its environment and not at 169.254.169.254: %v\n", refused)
	}
	if o.guest == nil {
		way := environ.ByAddress
		if f.proxy {
			way = environ.ByProxy
		}
		return runChild(ctx, args, environ.Child(os.Environ(), m.Environment(env, way), environ.Nearby), a.stdin, a.stdout, a.stderr)
	}
	return a.runInside(ctx, o.guest, data, env, m, args)
}

func (a *app) runInside(ctx context.Context, g *guest.Guest, data string, env server.Environment, m environ.Machine, args []string) error {
	signals := catch()
	defer signal.Stop(signals)
	var exit wire.Exit
	ended := make(chan error, 1)
	go func() {
		var err error
		exit, err = g.Run(ctx, guest.Program{
			Arguments: args, Environment: environ.Child(os.Environ(), m.Environment(env, environ.ByNetwork), environ.NearbyInside()), Handle: m.IdentityHeader,
			Data: data, Server: env, Roots: environ.Bundle(env),
		})
		ended <- err
	}()
	err := follow(signals, ended, func(s os.Signal) {
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
