package guest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// listen opens one listener in the machine.
func (g *Guest) listen(at netip.AddrPort) (net.Listener, error) {
	listeners, err := g.listenAll(at)
	if err != nil {
		return nil, err
	}
	l, ok := listeners[at]
	if !ok {
		return nil, fmt.Errorf("%s is taken in the machine", at)
	}
	return l, nil
}

// listenAll opens listeners in the machine, without those addresses that are taken.
// Those that were opened before are given first.
func (g *Guest) listenAll(addresses ...netip.AddrPort) (map[netip.AddrPort]net.Listener, error) {
	listeners := make(map[netip.AddrPort]net.Listener, len(addresses))
	var missing []netip.AddrPort
	for _, at := range addresses {
		if l, ok := g.opened[at]; ok {
			listeners[at] = l
			delete(g.opened, at)
			continue
		}
		missing = append(missing, at)
	}
	if len(missing) == 0 {
		return listeners, nil
	}
	files, err := g.space.Listen(onWire(missing)...)
	return listeners, errors.Join(err, take(listeners, missing, files))
}

// Opened gives the machine listeners that were opened at addresses before it is
// served; files are nil where an address was taken.
func (g *Guest) Opened(addresses []wire.Address, files []*os.File) error {
	at := make([]netip.AddrPort, len(addresses))
	for i, a := range addresses {
		ip, _ := netip.AddrFromSlice(a.IP) // it has 4 or 16 bytes
		at[i] = netip.AddrPortFrom(ip, a.Port)
	}
	g.opened = map[netip.AddrPort]net.Listener{}
	g.closers = append(g.closers, func() error { g.closeOpened(); return nil })
	return take(g.opened, at, files)
}

func (g *Guest) closeOpened() {
	for at, l := range g.opened {
		_ = l.Close() // nobody serves it
		delete(g.opened, at)
	}
}

// take puts the listeners of files under their addresses.
func take(into map[netip.AddrPort]net.Listener, addresses []netip.AddrPort, files []*os.File) (err error) {
	for i, file := range files {
		if file == nil {
			continue
		}
		l, failed := listener(file)
		if failed != nil {
			err = errors.Join(err, failed)
			continue
		}
		into[addresses[i]] = l
	}
	return err
}

// listener is the listener of a file, which it closes.
func listener(file *os.File) (net.Listener, error) {
	l, err := net.FileListener(file)
	return l, errors.Join(err, file.Close())
}

func onWire(addresses []netip.AddrPort) []wire.Address {
	all := make([]wire.Address, len(addresses))
	for i, at := range addresses {
		all[i] = wire.Address{IP: at.Addr().AsSlice(), Port: at.Port()}
	}
	return all
}
