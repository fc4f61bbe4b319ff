package imds

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// caller is what a request says of the machine that sent it.
type caller struct {
	handle string // "" where it says nothing that can be a handle
	by     teller
}

// teller is what told the machine.
type teller int

const (
	byNothing teller = iota
	byProxyUser
	byIdentityHeader
	bySecretHeader
	byPath
)

// Asked is what a request of a machine asks for: the path in lower case, without
// the prefix that may name the machine, and the handle of the machine, "" where
// the request names none.
func Asked(r *http.Request) (path, handle string) {
	at := locate(r.URL.Path)
	if at.path == pathAppService {
		return at.path, appServiceCaller(r).handle
	}
	return at.path, metadataCaller(r, at).handle
}

// metadataCaller finds who asks, by the first of: the user name with which a
// proxied request came, the identity header, the path's prefix. The first that
// is there decides, even where it names no machine: what comes later must not
// make up for a wrong name.
func metadataCaller(r *http.Request, at place) caller {
	if values := r.Header["Proxy-Authorization"]; len(values) > 0 && r.URL.IsAbs() {
		return caller{proxyUser(values[0]), byProxyUser}
	}
	if values := r.Header["X-Identity-Header"]; len(values) > 0 {
		return caller{values[0], byIdentityHeader}
	}
	if at.handle != "" {
		return caller{at.handle, byPath}
	}
	return caller{}
}

// appServiceCaller finds who asks by the header of the protocol, which is its
// credential, and nothing else.
func appServiceCaller(r *http.Request) caller {
	if values := r.Header["X-Identity-Header"]; len(values) > 0 {
		return caller{values[0], byIdentityHeader}
	}
	if values := r.Header["Secret"]; len(values) > 0 {
		return caller{values[0], bySecretHeader}
	}
	return caller{}
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
