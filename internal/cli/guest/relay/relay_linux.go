package relay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"

	"github.com/azimuthid/azimuth/internal/cli/guest/link"
)

// Relay is the machine's way out.
type Relay struct {
	config  Config
	stack   *stack.Stack
	link    *channel.Endpoint
	frames  *os.File
	context context.Context
	stop    context.CancelFunc
	work    sync.WaitGroup
}

const (
	nic = tcpip.NICID(1)
	// maxConnecting is how many connections may be being made at a time; more wait.
	maxConnecting = 1024
	// waiting is how many packets may wait to be taken by the machine; more are
	// dropped, and sent again by who sent them.
	waiting = 1024
)

// Start relays the frames that a socket of the machine's interface gives and takes,
// until Close, which closes the socket too.
func Start(frames *os.File, config Config) (*Relay, error) {
	r := &Relay{config: config, frames: frames, link: channel.New(waiting, link.MTU, ""), stack: stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, ipv6.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol, udp.NewProtocol},
	})}
	r.context, r.stop = context.WithCancel(context.Background())
	// The machine's kernel leaves checksums to the hardware, of which there is none.
	r.link.LinkEPCapabilities = stack.CapabilityRXChecksumOffload
	r.stack.SetTransportProtocolHandler(tcp.ProtocolNumber, tcp.NewForwarder(r.stack, 0, maxConnecting, r.stream).HandlePacket)
	r.stack.SetTransportProtocolHandler(udp.ProtocolNumber, udp.NewForwarder(r.stack, r.datagram).HandlePacket)
	if err := r.attach(); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.work.Go(r.take)
	r.work.Go(r.give)
	return r, nil
}

// attach lets the stack take packets for any address, and answer from it.
func (r *Relay) attach() error {
	if err := r.stack.CreateNIC(nic, r.link); err != nil {
		return stackError("an interface", err)
	}
	if err := r.stack.SetPromiscuousMode(nic, true); err != nil {
		return stackError("packets for all addresses", err)
	}
	if err := r.stack.SetSpoofing(nic, true); err != nil {
		return stackError("packets from all addresses", err)
	}
	r.stack.SetRouteTable([]tcpip.Route{
		{Destination: header.IPv4EmptySubnet, NIC: nic},
		{Destination: header.IPv6EmptySubnet, NIC: nic},
	})
	return nil
}

func stackError(what string, err tcpip.Error) error { return fmt.Errorf("relaying: %s: %s", what, err) }

// Close ends the relay and all that goes through it.
func (r *Relay) Close() error {
	r.stop()
	err := r.frames.Close()
	r.link.Close()
	r.work.Wait()
	r.stack.Close()
	return err
}
