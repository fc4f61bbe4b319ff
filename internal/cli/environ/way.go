package environ

import "github.com/azimuthid/azimuth/internal/server"

// Way is how a program comes to the server.
type Way string

const (
	// ByAddress is by the server's own addresses, as a cloud of its own.
	ByAddress Way = "cloud"
	// ByProxy is by Azure's public names, for which the server stands in as a proxy.
	ByProxy Way = "proxy"
)

// Nearby are the hosts for which programs need no proxy.
const Nearby = "127.0.0.1,localhost,::1"

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
