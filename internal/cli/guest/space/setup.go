//go:build linux && (amd64 || arm64)

package space

import (
	"errors"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// What the parts of the set-up are called where the system refuses one.
const (
	stepBounds   = "giving up capabilities"
	stepNetwork  = "making a network"
	stepMetadata = "listening at 169.254.169.254"
	stepRelay    = "relaying packets"
)

// opening are the first calls of a machine's deputy. All else that its network takes is
// done here, with the sockets that were made there.
type opening struct {
	named, mounts              *deputy.Call
	routing, metadata, packets *deputy.Call // packets is nil where none are relayed
	bounds                     []*deputy.Call
}

// metadata is where programs in a machine find its metadata service.
var metadata = wire.Address{IP: []byte{169, 254, 169, 254}, Port: 80}

func openingOf(o Options) opening {
	f := opening{
		named:    deputy.Try(deputy.NewCall("", syscall.SYS_PRCTL, deputy.Number(syscall.PR_SET_NAME), deputy.Text("azimuth-machine"))),
		mounts:   mount("keeping mounts to itself", "", "/", "", syscall.MS_REC|syscall.MS_SLAVE, ""),
		routing:  socket(stepNetwork, syscall.AF_NETLINK, syscall.SOCK_RAW, syscall.NETLINK_ROUTE),
		metadata: listener(stepMetadata, metadata),
		bounds:   bounds(),
	}
	if o.Relayed {
		f.packets = socket(stepRelay, syscall.AF_PACKET, syscall.SOCK_RAW|syscall.SOCK_NONBLOCK, allProtocols)
	}
	return f
}

func (f opening) calls() []*deputy.Call {
	calls := []*deputy.Call{f.named, f.mounts, f.routing, f.metadata}
	if f.packets != nil {
		calls = append(calls, f.packets)
	}
	return append(calls, f.bounds...)
}

// setUp makes the machine's network with the sockets of its opening.
func (s *Space) setUp() error {
	s.routing = routing{s.first.routing.Result}
	s.Metadata = os.NewFile(uintptr(s.first.metadata.Result), "metadata")
	if s.first.packets != nil {
		s.Packets = os.NewFile(uintptr(s.first.packets.Result), "packets")
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{stepBounds, func() error { return checkBounds(s.first.bounds) }},
		{stepNetwork, s.makeNetwork},
		{stepMetadata, func() error { return listen(s.Metadata, metadata) }},
		{stepRelay, s.takePackets},
	} {
		if err := step.do(); err != nil {
			return &stepError{step.name, err}
		}
	}
	return nil
}

// stepError says in which step of the set-up something failed.
type stepError struct {
	step string
	err  error
}

func (e *stepError) Error() string { return e.step + ": " + e.err.Error() }
func (e *stepError) Unwrap() error { return e.err }

// refusal says that the system refused what failed.
func refusal(err error) *RefusedError {
	if step, ok := errors.AsType[*stepError](err); ok {
		return &RefusedError{Step: step.step, Err: step.err}
	}
	if call, ok := errors.AsType[*deputy.CallError](err); ok {
		return &RefusedError{Step: call.What, Err: call.Err}
	}
	return &RefusedError{Step: "starting in the machine's namespaces", Err: err}
}

// within says in an error what failed.
func within(what string, err error) error {
	if err == nil {
		return nil
	}
	return &stepError{what, err}
}

// socket is the call that opens a socket in the machine.
func socket(what string, family, kind, protocol int) *deputy.Call {
	return deputy.NewCall(what, syscall.SYS_SOCKET, deputy.Number(family), deputy.Number(kind|syscall.SOCK_CLOEXEC), deputy.Number(protocol))
}

// mount is a call that mounts something in the machine (mount(2)).
func mount(what, source, target, kind string, flags int, data string) *deputy.Call {
	return deputy.NewCall(what, syscall.SYS_MOUNT, deputy.Text(source), deputy.Text(target), deputy.Text(kind), deputy.Number(flags), deputy.Text(data))
}

// open is a call that opens a file as the machine sees it.
func open(what, path string, flags int) *deputy.Call {
	const here = -100 // AT_FDCWD
	return deputy.NewCall(what, syscall.SYS_OPENAT, deputy.Number(here), deputy.Text(path), deputy.Number(flags|syscall.O_CLOEXEC), deputy.Number(0))
}
