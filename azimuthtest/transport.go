package azimuthtest

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// Client is an HTTP client that finds the server under Azure's public names
// (management.azure.com, login.microsoftonline.com, graph.microsoft.com) and its
// own addresses, trusts it, and reaches no other machine. It has no identity.
func (s *Server) Client() *http.Client { return s.client }

// newClient is a client of the machine with a handle, "" for none.
func (r *running) newClient(handle string) *http.Client {
	proxy, err := url.Parse(r.env.Proxy)
	if err != nil {
		panic(err) // our own address
	}
	if handle != "" {
		proxy.User = url.User(handle)
	}
	transport := &http.Transport{
		Proxy: func(request *http.Request) (*url.URL, error) {
			if isLoopback(request.URL.Hostname()) {
				return nil, nil
			}
			return proxy, nil
		},
		DialContext:         dial,
		TLSClientConfig:     &tls.Config{RootCAs: r.roots},
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 16,
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.transports = append(r.transports, transport)
	return &http.Client{Transport: transport}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// dial reaches loopback only: everything else is the proxy's, and a name would
// have to be asked for.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("azimuthtest: %s is not on this machine, and its tests leave it alone", address)
	}
	return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort(host, port))
}
