//go:build linux

package door

import (
	"context"
	"errors"
	"os"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/guest"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/quick"
	"github.com/azimuthid/azimuth/internal/server"
)

var errNotSimple = errors.New("the machine is none that is answered for here")

// answer answers a question. The program is nil for one that runs on the host.
func (d *Door) answer(ctx context.Context, q wire.Question) (a wire.Answer, program *os.File, err error) {
	seen, err := quick.Seen()
	if err != nil || q.Seen != seen {
		return a, nil, errors.Join(err, errNotSimple)
	}
	found, ok, err := d.server.Machine(ctx, server.MachineRef{Group: q.Group, VM: q.VM, ScaleSet: q.ScaleSet, Instance: q.Instance})
	if err != nil || !ok {
		return a, nil, errors.Join(err, errNotSimple)
	}
	env, protocol := d.server.Environment(), environ.Protocol(q.Protocol)
	m, err := environ.MachineOf(env, found.ID, found.Handle)
	if err != nil {
		return a, nil, err
	}
	if err := environ.Prepare(env); err != nil {
		return a, nil, err
	}
	a = wire.Answer{ID: found.ID, Handle: found.Handle, TokenPort: found.TokenPort}
	if !q.Inside {
		a.Environment = environ.Child(q.Environment, m.Environment(env, environ.ByAddress, protocol), environ.Nearby)
		return a, nil, nil
	}
	if a.TokenPort == 0 && protocol == environ.CloudShell {
		a.TokenPort = environ.ExtensionPort
	}
	p := guest.Program{
		Arguments: q.Arguments, Environment: environ.Child(q.Environment, m.Environment(env, environ.ByNetwork, protocol), environ.NearbyInside()),
		TokenPort: uint16(a.TokenPort), Server: env, Roots: environ.Bundle(env),
	}
	if a.Listen, a.Always, err = p.Addresses(q.Isolated); err != nil {
		return a, nil, err
	}
	program, err = p.Pack(q.Isolated)
	return a, program, err
}
