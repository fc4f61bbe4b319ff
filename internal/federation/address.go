package federation

import (
	"fmt"
	"net/netip"
	"slices"
)

// special are networks that lead elsewhere than to a public host, beside those
// that netip knows: this network, carrier-grade NAT, protocol assignments,
// benchmarks, reserved and broadcast, and the prefixes of IPv6 that carry an
// address of IPv4 inside. (RFC 6890 and the registries of special-purpose addresses.)
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("::/96"),
}

// checkAddress refuses an address that is about to be connected to. Where
// private is true, loopback and private networks are allowed; those that
// outbound.Forbidden names, among them metadata services, never are.
func checkAddress(ip netip.Addr, private bool) error {
	local := ip.IsLoopback() || ip.IsPrivate()
	switch {
	case local && private:
		return nil
	case local, slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(ip) }):
		return fmt.Errorf("federation: the address %s is not public, and the host is not allowed as private", ip)
	}
	return nil
}
