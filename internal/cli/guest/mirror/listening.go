package mirror

import (
	"bufio"
	"encoding/hex"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// stateListen is how the tables of sockets in /proc/net say that one listens.
const stateListen = "0A"

// Listening are the loopback addresses at which connections are accepted, by a
// table of sockets (/proc/net/tcp or /proc/net/tcp6). One that accepts them at any
// address accepts them at loopback too.
func Listening(table io.Reader) []netip.AddrPort {
	var found []netip.AddrPort
	lines := bufio.NewScanner(table)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || fields[0] == "sl" {
			continue
		}
		if fields[3] != stateListen {
			break // those that listen come first
		}
		if at, ok := parse(fields[1]); ok {
			found = append(found, loopback(at)...)
		}
	}
	return found
}

// parse reads an address of such a table: words of 32 bits as this machine stores
// them, in hexadecimal digits, and a port.
func parse(text string) (netip.AddrPort, bool) {
	address, port, _ := strings.Cut(text, ":")
	number, err := strconv.ParseUint(port, 16, 16)
	if err != nil {
		return netip.AddrPort{}, false
	}
	bytes, err := hex.DecodeString(address)
	if err != nil || len(bytes)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for word := range slices.Chunk(bytes, 4) {
		slices.Reverse(word) // all machines that are built for are little-endian
	}
	ip, ok := netip.AddrFromSlice(bytes)
	return netip.AddrPortFrom(ip, uint16(number)), ok
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
