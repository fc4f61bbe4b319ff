package space

import (
	"os"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// HasIPv6 reports whether the host has a route for IPv6 to everywhere.
func HasIPv6() bool {
	routes, err := os.ReadFile("/proc/net/ipv6_route")
	return err == nil && Everywhere(string(routes))
}

// Everywhere reports whether a table of IPv6 routes (/proc/net/ipv6_route) has one
// for all addresses that leads out: the last ones of every table refuse, at lo.
func Everywhere(routes string) bool {
	for more := true; more; {
		var line string
		line, routes, more = lean.Cut(routes, '\n')
		fields := lean.Fields(line)
		if len(fields) == 10 && fields[0] == "00000000000000000000000000000000" && fields[1] == "00" && fields[9] != "lo" {
			return true
		}
	}
	return false
}
