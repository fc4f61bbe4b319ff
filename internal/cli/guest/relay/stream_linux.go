package relay

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"github.com/azimuthid/azimuth/internal/cli/guest/link"
)

const (
	// dialTime is how long the host may take to connect; longer than programs wait.
	dialTime = 2 * time.Minute
	// idleTime is how long a program may be silent at a port of UDP before it is forgotten.
	idleTime = time.Minute
	namePort = 53
)

// stream makes the connection that a program wants. The program's is accepted only
// when the host's is there, so that it sees a refusal as what it is.
func (r *Relay) stream(request *tcp.ForwarderRequest) {
	to := target(request.ID())
	if isGateway(to.Addr()) && to.Port() != namePort {
		request.Complete(true)
		return
	}
	var outside net.Conn
	if !isGateway(to.Addr()) {
		var err error
		ctx, cancel := context.WithTimeout(r.context, dialTime)
		outside, err = r.config.Dial(ctx, "tcp", to.String())
		cancel()
		if err != nil {
			request.Complete(true)
			return
		}
	}
	var queue waiter.Queue
	endpoint, err := request.CreateEndpoint(&queue)
	request.Complete(err != nil)
	if err != nil {
		if outside != nil {
			_ = outside.Close() // nothing was said
		}
		return
	}
	inside := gonet.NewTCPConn(&queue, endpoint)
	if outside == nil {
		r.config.Stream(r.context, inside)
		_ = inside.Close() // all was said
		return
	}
	Splice(inside, outside)
}

// datagram takes the first packet from a port of the machine to one elsewhere.
func (r *Relay) datagram(request *udp.ForwarderRequest) {
	to := target(request.ID())
	if isGateway(to.Addr()) && to.Port() != namePort {
		return
	}
	var queue waiter.Queue
	endpoint, err := request.CreateEndpoint(&queue)
	if err != nil {
		return
	}
	inside := gonet.NewUDPConn(&queue, endpoint)
	if isGateway(to.Addr()) {
		go r.names(inside)
		return
	}
	go r.datagrams(inside, to)
}

// names answers the questions that come from one port of the machine.
func (r *Relay) names(inside net.Conn) {
	defer func() { _ = inside.Close() }() // nobody is left to tell
	buffer := make([]byte, 64<<10)
	for {
		_ = inside.SetReadDeadline(time.Now().Add(idleTime)) // it has deadlines
		n, err := inside.Read(buffer)
		if err != nil {
			return
		}
		question := append([]byte(nil), buffer[:n]...)
		go func() {
			if answer := r.config.Packet(r.context, question); answer != nil {
				_, _ = inside.Write(answer) // it will ask again
			}
		}()
	}
}

// datagrams passes packets on in both directions until none has come for a while.
func (r *Relay) datagrams(inside net.Conn, to netip.AddrPort) {
	outside, err := r.config.Dial(r.context, "udp", to.String())
	if err != nil {
		_ = inside.Close() // there is no answer
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		passOn(inside, outside)
	}()
	passOn(outside, inside)
	<-done
}

func passOn(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }() // so that the other direction ends too
	buffer := make([]byte, 64<<10)
	for {
		_ = from.SetReadDeadline(time.Now().Add(idleTime)) // it has deadlines
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// target is where a program wants to go.
func target(id stack.TransportEndpointID) netip.AddrPort {
	address, _ := netip.AddrFromSlice(id.LocalAddress.AsSlice()) // it has 4 or 16 bytes
	return netip.AddrPortFrom(address.Unmap(), id.LocalPort)
}

var gateways = []netip.Addr{netip.AddrFrom4(link.Gateway4), netip.AddrFrom16(link.Gateway6)}

// isGateway reports whether an address is the relay's own, where only names are served.
func isGateway(a netip.Addr) bool { return slices.Contains(gateways, a) }
