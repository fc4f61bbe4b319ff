package mirror

import (
	"io"
	"net/netip"

	"github.com/azimuthid/azimuth/internal/cli/sockets"
)

// Listening are the loopback addresses at which connections are accepted, by a
// table of sockets (/proc/net/tcp or /proc/net/tcp6). One that accepts them at any
// address accepts them at loopback too.
func Listening(table io.Reader) []netip.AddrPort {
	var found []netip.AddrPort
	for socket := range sockets.In(table) {
		if !socket.Listens {
			break // those that listen come first
		}
		found = append(found, loopback(socket.Local)...)
	}
	return found
}

func loopback(at netip.AddrPort) []netip.AddrPort {
	four := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port())
	six := netip.AddrPortFrom(netip.IPv6Loopback(), at.Port())
	switch ip := at.Addr(); {
	case ip == netip.IPv4Unspecified():
		return []netip.AddrPort{four}
	case ip == netip.IPv6Unspecified():
		return []netip.AddrPort{four, six}
	case ip.Is4In6() && ip.IsLoopback():
		return []netip.AddrPort{netip.AddrPortFrom(ip.Unmap(), at.Port())}
	case ip.IsLoopback():
		return []netip.AddrPort{at}
	}
	return nil
}
