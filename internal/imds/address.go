package imds

import (
	"net/http"
	"net/netip"

	"github.com/azimuthid/azimuth/internal/resource"
)

// inside is the address of requests that the server makes itself.
const inside = "inside"

// mapped is the machine that has the address from which a request came. What counts
// is the connection, whatever the request says of others that it came through.
func (h *Handler) mapped(r *http.Request) (resource.ID, bool) {
	if h.config.Map.Empty() {
		return resource.ID{}, false
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return resource.ID{}, false
	}
	return h.config.Map.Machine(from.Addr())
}

// stranger reports whether a request is to get nothing: where the addresses of
// machines are known, it came from none of them. Programs on the server's own
// machine are told apart by what they say, as they are without a map.
func (h *Handler) stranger(r *http.Request) bool {
	if h.config.Map.Empty() || r.RemoteAddr == inside {
		return false
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err == nil && from.Addr().Unmap().IsLoopback() {
		return false
	}
	_, ok := h.mapped(r)
	return !ok
}
