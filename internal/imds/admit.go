package imds

import (
	"net/http"
	"strings"
)

// address is where machines find their metadata service, on every machine.
const address = "169.254.169.254"

// admit refuses what did not come from a program on the machine itself: tunnels
// and requests for other hosts, which would make this a proxy for anything; a
// host name that somebody else points at this address (DNS rebinding); browsers;
// and requests that a proxy passed on, as the real service does.
func (h *Handler) admit(r *http.Request) error {
	switch {
	case r.Method == http.MethodConnect:
		return errTunnel
	case r.URL.IsAbs() && (r.URL.Scheme != "http" || !h.ours(r.URL.Host)):
		return errForward
	case !r.URL.IsAbs() && !h.ours(r.Host):
		return errHost
	case len(r.Header["Origin"]) > 0:
		return errBrowser
	case len(r.Header["X-Forwarded-For"]) > 0:
		return errForwarded
	}
	return nil
}

func (h *Handler) ours(host string) bool {
	return h.hosts[host] || h.hosts[strings.ToLower(host)]
}
