package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/outbound"
)

// metadataAddress is where machines find their metadata service.
const metadataAddress = "169.254.169.254"

// Config is what a Proxy needs. All members but DenyOthers, Resolve and Count
// must be set.
type Config struct {
	// Hosts are the public hosts that we stand in for, in lower case, with what
	// answers for each and for all names beneath it.
	Hosts map[string]http.Handler
	// TLS is the configuration with which we show ourselves under names, where a
	// name may begin with "*." for those beneath.
	TLS func(names []string) *tls.Config
	// Local answers what needs no proxy, and what asks for the metadata service
	// or one of our own addresses by way of it.
	Local http.Handler
	// Plain and Secure are our own addresses without and with TLS, "host:port" in
	// lower case. Who asks for them by way of the proxy asks for no other host.
	Plain, Secure []string
	// DenyOthers refuses all hosts that we do not stand in for.
	DenyOthers bool
	// Idle is how long a tunnel may be silent.
	Idle time.Duration
	// Server makes the servers that serve the ends of tunnels; it sets the limits.
	Server func(http.Handler) *http.Server
	// Resolve looks a host's addresses up; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Count is told what became of each request that is for no local address:
	// one of the Outcomes. nil is told nothing.
	Count func(outcome string)
	Log   *slog.Logger
}

// The outcomes of a request to the proxy.
const (
	Terminated = "terminated" // a tunnel to a host that we stand in for
	Tunnelled  = "tunnelled"  // a tunnel to another host
	Forwarded  = "forwarded"  // a request without TLS that was passed on
	Refused    = "refused"
	Failed     = "failed" // the other host did not answer
)

// dialTime is how long the connection to one address of another host may take.
const dialTime = 10 * time.Second

// Proxy is the forward proxy. It may be used from many goroutines.
type Proxy struct {
	config  Config
	certs   map[string]*tls.Config // by the keys of Config.Hosts
	dialer  outbound.Dialer
	forward *httputil.ReverseProxy

	secure, plain   *http.Server
	secured, plains *handoff

	closing chan struct{}
	mu      sync.Mutex // guards closed, and tunnels' growth against their end
	closed  bool
	tunnels sync.WaitGroup
}

// New makes a Proxy. What tunnels lead to is answered while Serve runs.
func New(config Config) *Proxy {
	if config.Count == nil {
		config.Count = func(string) {}
	}
	p := &Proxy{
		config: config, certs: make(map[string]*tls.Config), closing: make(chan struct{}),
		dialer: outbound.Dialer{Timeout: dialTime, Resolve: config.Resolve},
	}
	for host := range config.Hosts {
		p.certs[host] = config.TLS([]string{host, "*." + host})
	}
	p.forward = p.forwarder()
	p.secured, p.plains = newHandoff(p.closing), newHandoff(p.closing)
	p.secure = p.server(p.serveHost)
	p.secure.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetConfigForClient: p.certificate}
	p.plain = p.server(p.serveMetadata)
	return p
}

// ServeHTTP answers one request on the plain address.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodConnect:
		p.connect(w, r)
	case r.URL.IsAbs() && !p.isLocal(r):
		p.pass(w, r)
	default:
		p.config.Local.ServeHTTP(w, r)
	}
}

// isLocal reports whether a request in absolute form means the metadata service
// or one of our own addresses.
func (p *Proxy) isLocal(r *http.Request) bool {
	if r.URL.Scheme != "http" {
		return false
	}
	host := strings.ToLower(r.URL.Host)
	return host == metadataAddress || host == metadataAddress+":80" || slices.Contains(p.config.Plain, host)
}

// standIn finds the public host that a name is, or is beneath.
func (p *Proxy) standIn(host string) (string, bool) {
	for name := host; ; {
		if _, ok := p.config.Hosts[name]; ok {
			return name, true
		}
		_, rest, more := strings.Cut(name, ".")
		if !more {
			return "", false
		}
		name = rest
	}
}

// Serve serves the ends of tunnels until Shutdown.
func (p *Proxy) Serve() error {
	failed := make(chan error, 2)
	go func() { failed <- p.secure.ServeTLS(p.secured, "", "") }()
	go func() { failed <- p.plain.Serve(p.plains) }()
	var errs []error
	for range cap(failed) {
		if err := <-failed; !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Shutdown cuts tunnels to others, lets the requests that we answer end until
// the context does, and makes Serve return.
func (p *Proxy) Shutdown(ctx context.Context) error {
	p.mu.Lock()
	if !p.closed {
		p.closed = true
		close(p.closing)
	}
	p.mu.Unlock()
	p.tunnels.Wait()
	var errs []error
	for _, server := range []*http.Server{p.secure, p.plain} {
		if err := server.Shutdown(ctx); err != nil {
			errs = append(errs, err, server.Close())
		}
	}
	return errors.Join(errs...)
}

// begin notes that a tunnel to another host begins, unless the proxy stops.
func (p *Proxy) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.tunnels.Add(1)
	}
	return !p.closed
}

// onLoopback reports whether a request comes from a program on this machine.
func onLoopback(r *http.Request) bool {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && at.Addr().Unmap().IsLoopback()
}
