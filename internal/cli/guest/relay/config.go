package relay

import (
	"context"
	"net"
)

// Config is what a relay does with what comes.
type Config struct {
	// Dial connects to elsewhere; network is "tcp" or "udp", and address one with a
	// port, never a name.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Packet and Stream answer a question at the gateway's port for names (53), by
	// UDP and TCP. What they cannot answer they leave without an answer.
	Packet func(ctx context.Context, question []byte) []byte
	Stream func(ctx context.Context, conn net.Conn)
	// Cut is told when no packets come from the machine: its interface is down, which
	// may end, or the socket does not work any more.
	Cut func(error)
	// Ended is told, after Cut, when they will never come again.
	Ended func()
}
