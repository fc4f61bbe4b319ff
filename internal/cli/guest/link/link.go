// Package link holds the names and addresses at the two ends of a machine's way
// out: the interface that its programs see, and the relay's, which is nobody's.
package link

// The interfaces.
const (
	Inner = "eth0"
	Outer = "relay"
	// MTU is as large as a packet can be, so that streams come in few pieces.
	MTU = 65500
)

// The addresses. Those of IPv4 are of the range
// that is meant for such links and shadows nobody's network (192.0.0.0/29, RFC
// 7335); those of IPv6 are private (fd61:7a69:6d75::/64, RFC 4193).
var (
	Address4 = [4]byte{192, 0, 0, 2}
	Gateway4 = [4]byte{192, 0, 0, 1}
	Address6 = [16]byte{0xfd, 0x61, 0x7a, 0x69, 0x6d, 0x75, 15: 2}
	Gateway6 = [16]byte{0xfd, 0x61, 0x7a, 0x69, 0x6d, 0x75, 15: 1}
)

// The lengths of the addresses' prefixes.
const (
	Prefix4 = 29
	Prefix6 = 64
)

// The hardware addresses, which are nobody's either.
var (
	InnerHardware   = [6]byte{0x02, 0x61, 0x7a, 0x69, 0x6d, 0x02}
	GatewayHardware = [6]byte{0x02, 0x61, 0x7a, 0x69, 0x6d, 0x01}
)
