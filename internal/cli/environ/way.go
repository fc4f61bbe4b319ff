package environ

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/server"
)

// Way is how a program comes to the server.
type Way string

const (
	// ByAddress is by the server's own addresses, as a cloud of its own.
	ByAddress Way = "cloud"
	// ByProxy is by Azure's public names, for which the server stands in as a proxy.
	ByProxy Way = "proxy"
	// ByNetwork is by Azure's public names and addresses in a network in which these
	// are the server's; only machines have one.
	ByNetwork Way = "network"
)

// Nearby are the hosts for which programs need no proxy.
const Nearby = "127.0.0.1,localhost,::1"

// NearbyInside are those hosts in a machine's own network.
func NearbyInside() string {
	return strings.Join(append([]string{Nearby, "169.254.169.254"}, server.PublicHosts()...), ",")
}

// Public is what any program needs to find the server under Azure's public names,
// by way of the proxy at an address, and to trust it.
func Public(env server.Environment, proxy string) []Var {
	vars := tenant(env)
	// Programs differ in the case that they read, and curl reads one only.
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"} {
		vars = append(vars, Var{name, proxy})
	}
	vars = append(vars, Var{"NO_PROXY", Nearby}, Var{"no_proxy", Nearby})
	return append(vars, trust(env)...)
}
