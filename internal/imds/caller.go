package imds

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// caller is what is known of the machine that sent a request.
type caller struct {
	handle string // what the request says; "" where that is nothing that can be a handle
	by     teller
	// at is the machine whose address the request came from, the zero ID for none.
	// Whatever the request says, it is that machine or none.
	at resource.ID
}

// teller is what told the machine.
type teller int

const (
	byNothing teller = iota
	byProxyUser
	byIdentityHeader
	bySecretHeader
	byPath
	byAddress
)

// Asked is what a request asks for: the path in lower case, without the prefix
// that may name the machine, and the resource id of the machine that sent it, ""
// where none did, or none that runs.
func (h *Handler) Asked(r *http.Request) (path, machine string) {
	at := locate(r.URL.Path)
	c := h.metadataCaller(r, at)
	if at.path == pathAppService {
		c = h.appServiceCaller(r)
	}
	m, err := h.machine(r.Context(), c)
	if err != nil || h.stranger(r) {
		return at.path, ""
	}
	return at.path, m.ID.String()
}

// metadataCaller finds who asks: the machine that has the address from which the
// request came. Where none has, or the request says more, what it says counts.
func (h *Handler) metadataCaller(r *http.Request, at place) caller {
	c := said(r, at)
	c.at, _ = h.mapped(r)
	if c.by == byNothing && c.at != (resource.ID{}) {
		c.by = byAddress
	}
	return c
}

// said is what a request says of its machine, by the first of: the user name with
// which a proxied request came, the identity header, the path's prefix. The first
// that is there decides, even where it names no machine: what comes later must not
// make up for a wrong name.
func said(r *http.Request, at place) caller {
	if values := r.Header["Proxy-Authorization"]; len(values) > 0 && r.URL.IsAbs() {
		return caller{handle: proxyUser(values[0]), by: byProxyUser}
	}
	if values := r.Header["X-Identity-Header"]; len(values) > 0 {
		return caller{handle: values[0], by: byIdentityHeader}
	}
	if at.handle != "" {
		return caller{handle: at.handle, by: byPath}
	}
	return caller{}
}

// appServiceCaller finds who asks by the header of the protocol, which is its
// credential. An address does not take its place.
func (h *Handler) appServiceCaller(r *http.Request) (c caller) {
	c.at, _ = h.mapped(r)
	if values := r.Header["X-Identity-Header"]; len(values) > 0 {
		c.handle, c.by = values[0], byIdentityHeader
	} else if values := r.Header["Secret"]; len(values) > 0 {
		c.handle, c.by = values[0], bySecretHeader
	}
	return c
}

// proxyUser is the user name of Basic credentials, or "".
func proxyUser(credentials string) string {
	const scheme = "Basic "
	if len(credentials) < len(scheme) || !strings.EqualFold(credentials[:len(scheme)], scheme) {
		return ""
	}
	plain, err := base64.StdEncoding.DecodeString(credentials[len(scheme):])
	if err != nil {
		return ""
	}
	user, _, _ := strings.Cut(string(plain), ":")
	return user
}
