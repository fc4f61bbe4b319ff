package mirror

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/guest/relay"
)

// Mirror keeps the listeners of a machine.
type Mirror struct {
	// Listen opens listeners in the machine, without those addresses that are taken there.
	Listen func(addresses ...netip.AddrPort) (map[netip.AddrPort]net.Listener, error)
	// Always are addresses that are shown whether or not anything listens there.
	Always []netip.AddrPort
	// Host returns at which addresses the host listens; nil shows none of them.
	Host func() []netip.AddrPort

	mu    sync.Mutex
	shown map[netip.AddrPort]net.Listener
}

// Host is what listens on this host's loopback addresses.
func Host() []netip.AddrPort {
	var all []netip.AddrPort
	for _, path := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		table, err := os.Open(path)
		if err != nil {
			continue // there is no IPv6, or nothing to look at
		}
		all = append(all, Listening(table)...)
		_ = table.Close() // it was only read
	}
	return all
}

// every is how often the host is looked at.
const every = time.Second

// Keep follows the host until ctx is done, and then closes all.
func (m *Mirror) Keep(ctx context.Context) {
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		select {
		case <-ticks.C:
			if m.Look() != nil {
				return // the machine is gone
			}
		case <-ctx.Done():
			m.close()
			return
		}
	}
}

// Look shows what listens now.
func (m *Mirror) Look() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.shown == nil {
		m.shown = map[netip.AddrPort]net.Listener{}
	}
	wanted := m.wanted()
	for address, listener := range m.shown {
		if !wanted[address] {
			_ = listener.Close() // what it accepted goes on
			delete(m.shown, address)
		}
	}
	var missing []netip.AddrPort
	for address := range wanted {
		if m.shown[address] == nil {
			missing = append(missing, address)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	opened, err := m.Listen(missing...)
	for address, listener := range opened {
		m.shown[address] = listener
		go serve(listener, address)
	}
	return err
}

func (m *Mirror) wanted() map[netip.AddrPort]bool {
	wanted := map[netip.AddrPort]bool{}
	for _, address := range m.Always {
		wanted[address] = true
	}
	if m.Host != nil {
		for _, at := range m.Host() {
			wanted[at] = true
		}
	}
	return wanted
}

func (m *Mirror) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, listener := range m.shown {
		_ = listener.Close() // nobody asks any more
	}
	m.shown = nil
}

// serve takes the connections of a listener in the machine to the host's at the
// same address.
func serve(listener net.Listener, address netip.AddrPort) {
	for {
		inside, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			var dialer net.Dialer
			outside, err := dialer.DialContext(context.Background(), "tcp", address.String()) // the connection ends it, as without us
			if err != nil {
				_ = inside.Close() // as if nothing were there
				return
			}
			relay.Splice(inside, outside)
		}()
	}
}
