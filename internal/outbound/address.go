package outbound

import "net/netip"

// wire is the address at which virtual machines in Azure reach their own host.
var wire = netip.MustParseAddr("168.63.129.16")

// metadata6 is where other clouds' machines find their metadata service by IPv6.
var metadata6 = netip.MustParseAddr("fd00:ec2::254")

// embedding are prefixes of IPv6 that carry an address of IPv4, and the byte at
// which it begins (RFC 6052, RFC 8215, RFC 3056, RFC 4291).
var embedding = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12},
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12},
	{netip.MustParsePrefix("2002::/16"), 2},
	{netip.MustParsePrefix("::/96"), 12},
}

// Forbidden reports whether an address is never connected to for anybody: it
// belongs to the link or the host itself, where metadata services are, or to
// nobody in particular.
func Forbidden(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return true
	}
	ip = ip.Unmap()
	if !ip.IsValid() || ip.IsUnspecified() || ip.IsMulticast() || ip.IsLinkLocalUnicast() || ip == wire || ip == metadata6 {
		return true
	}
	if ip.Is4() || ip.IsLoopback() {
		return false
	}
	bytes := ip.As16()
	for _, e := range embedding {
		if e.prefix.Contains(ip) && Forbidden(netip.AddrFrom4([4]byte(bytes[e.at:e.at+4]))) {
			return true
		}
	}
	return false
}
