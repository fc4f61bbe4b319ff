package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// end is a tunnel that leads to us, as a connection.
type end struct {
	net.Conn
	target
	name string // of the public host that we stand in for, a key of Config.Hosts
	// credentials are those of the request for the tunnel, for the metadata service.
	credentials []string
}

// NetConn is the client's connection.
func (e *end) NetConn() net.Conn { return e.Conn }

// hand takes the client's connection and gives it to the server of the listener.
func (p *Proxy) hand(w http.ResponseWriter, r *http.Request, to *handoff, e end) {
	connection, err := hijack(w)
	if err != nil {
		p.config.Log.DebugContext(r.Context(), "a tunnel was given up", "error", err)
		return
	}
	e.Conn = connection
	if !to.give(&e) {
		_ = connection.Close() // the proxy stops
	}
}

// handoff is a listener whose connections come from tunnels.
type handoff struct {
	connections chan net.Conn
	closed      <-chan struct{}
}

func newHandoff(closed <-chan struct{}) *handoff {
	return &handoff{connections: make(chan net.Conn), closed: closed}
}

func (h *handoff) give(connection net.Conn) bool {
	select {
	case h.connections <- connection:
		return true
	case <-h.closed:
		return false
	}
}

// Accept waits for the next tunnel.
func (h *handoff) Accept() (net.Conn, error) {
	select {
	case connection := <-h.connections:
		return connection, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

// Close does nothing: what ends the listener is the proxy's end.
func (h *handoff) Close() error { return nil }

// Addr is the address of no network.
func (h *handoff) Addr() net.Addr { return &net.UnixAddr{Name: "tunnel", Net: "tunnel"} }

// endKey is the key of the *end in the context of a connection's requests.
type endKey struct{}

func (p *Proxy) server(serve func(http.ResponseWriter, *http.Request, *end)) *http.Server {
	server := p.config.Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		serve(w, r, r.Context().Value(endKey{}).(*end))
	}))
	outer := server.ConnContext
	server.ConnContext = func(ctx context.Context, connection net.Conn) context.Context {
		if outer != nil {
			ctx = outer(ctx, connection)
		}
		if secure, ok := connection.(*tls.Conn); ok {
			connection = secure.NetConn()
		}
		return context.WithValue(ctx, endKey{}, connection)
	}
	return server
}

var errServerName = errors.New("the TLS server name is another than the one that the tunnel was asked to")

// certificate shows the client the name that it asked the tunnel to, and no other.
func (p *Proxy) certificate(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	e, ok := hello.Conn.(*end)
	if !ok {
		return nil, fmt.Errorf("proxy: a connection of type %T", hello.Conn)
	}
	if hello.ServerName != "" && !strings.EqualFold(hello.ServerName, e.host) {
		return nil, errServerName
	}
	return p.certs[e.name], nil
}

// serveHost answers a request to a public host, at the end of its tunnel. The
// host must be the one that the tunnel leads to: what was allowed for one is not
// for another.
func (p *Proxy) serveHost(w http.ResponseWriter, r *http.Request, e *end) {
	host := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(r.Host), ":443"), ".")
	switch {
	case r.Method == http.MethodConnect:
		p.refuse(w, r, http.StatusBadRequest, e.String(), "There is no tunnel inside a tunnel.")
	case host != e.host || r.URL.IsAbs() && r.URL.Scheme != "https":
		p.refuse(w, r, http.StatusMisdirectedRequest, e.String(), "The request is for another host than its tunnel.")
	default:
		withoutCredentials(r)
		r.Host = host
		p.config.Hosts[e.name].ServeHTTP(w, r)
	}
}

// serveMetadata answers a request to the metadata service at the end of a tunnel
// as if it had come without: in absolute form, with the credentials of the tunnel.
func (p *Proxy) serveMetadata(w http.ResponseWriter, r *http.Request, e *end) {
	if r.Method == http.MethodConnect {
		p.refuse(w, r, http.StatusBadRequest, e.String(), "There is no tunnel inside a tunnel.")
		return
	}
	withoutCredentials(r)
	if len(e.credentials) > 0 {
		r.Header["Proxy-Authorization"] = e.credentials
	}
	if !r.URL.IsAbs() {
		r.URL.Scheme, r.URL.Host = "http", r.Host
	}
	if !p.isLocal(r) {
		p.refuse(w, r, http.StatusMisdirectedRequest, e.String(), "The request is for another host than its tunnel.")
		return
	}
	p.config.Local.ServeHTTP(w, r)
}

// withoutCredentials takes away what was meant for a proxy.
func withoutCredentials(r *http.Request) {
	r.Header.Del("Proxy-Authorization")
	r.Header.Del("Proxy-Connection")
}
