package handover

import (
	"net/netip"
	"os"

	"github.com/azimuthid/azimuth/internal/cli/sockets"
)

// Own tells from the system's tables whether the socket at the other end of a
// connection was opened by this process's user.
func Own(peer, here netip.AddrPort) bool {
	for _, path := range []string{"/proc/self/net/tcp", "/proc/self/net/tcp6"} {
		table, err := os.Open(path)
		if err != nil {
			continue // there is no IPv6
		}
		found, isOwn := false, false
		for socket := range sockets.In(table) {
			if plain(socket.Local) == peer && plain(socket.Remote) == here {
				found, isOwn = true, socket.UID == os.Getuid()
				break
			}
		}
		_ = table.Close() // it was only read
		if found {
			return isOwn
		}
	}
	return false
}

// plain is an address without the form that IPv4 has in sockets of IPv6.
func plain(at netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}
