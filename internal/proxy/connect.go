package proxy

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/outbound"
)

// connect answers a request for a tunnel.
func (p *Proxy) connect(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 || len(r.TransferEncoding) > 0 {
		p.refuse(w, r, http.StatusBadRequest, "", "CONNECT has no body.")
		return
	}
	at, err := parseTarget(r.RequestURI)
	if err != nil {
		p.refuse(w, r, http.StatusBadRequest, "", err.Error())
		return
	}
	name, ours := p.standIn(at.host)
	switch {
	case ours && at.port == 443:
		p.config.Count(Terminated)
		p.hand(w, r, p.secured, end{target: at, name: name})
	case ours:
		p.refuse(w, r, http.StatusForbidden, at.String(), "Azimuth stands in for this host, at port 443 only.")
	case at.host == metadataAddress && at.port == 80:
		p.config.Count(Terminated)
		p.hand(w, r, p.plains, end{target: at, credentials: r.Header["Proxy-Authorization"]})
	default:
		p.tunnel(w, r, at)
	}
}

// tunnel connects the client with another host, if it may.
func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request, to target) {
	if why := p.denied(r, to.String()); why != "" {
		p.refuse(w, r, http.StatusForbidden, to.String(), why)
		return
	}
	if !p.begin() {
		fail(w, http.StatusServiceUnavailable, "The proxy stops.")
		return
	}
	defer p.tunnels.Done()
	far, err := p.dialer.DialContext(r.Context(), "tcp", to.String())
	if err != nil {
		p.unreached(w, r, to.String(), err)
		return
	}
	near, err := hijack(w)
	if err != nil {
		_ = far.Close() // nothing was sent
		p.config.Count(Failed)
		return
	}
	p.config.Count(Tunnelled)
	p.relay(near, far)
}

// denied says why a caller may not reach another host through us, or nothing.
func (p *Proxy) denied(r *http.Request, hostPort string) string {
	switch {
	case !onLoopback(r):
		return "This proxy passes on only what programs on its own machine send: from elsewhere only Azure's hosts are answered."
	case slices.Contains(p.config.Plain, hostPort), slices.Contains(p.config.Secure, hostPort):
		return ""
	case p.config.DenyOthers:
		return "This proxy answers for Azure's hosts and was told to refuse all others."
	}
	return ""
}

// unreached answers where another host could not be connected to.
func (p *Proxy) unreached(w http.ResponseWriter, r *http.Request, host string, err error) {
	if errors.Is(err, outbound.ErrForbidden) {
		p.refuse(w, r, http.StatusForbidden, host, "This proxy connects to no link-local address, and to no metadata service but its own at http://169.254.169.254.")
		return
	}
	p.config.Count(Failed)
	p.config.Log.WarnContext(r.Context(), "the proxy could not reach a host", "host", host, "error", err)
	status := http.StatusBadGateway
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		status = http.StatusGatewayTimeout
	}
	fail(w, status, "The host "+host+" could not be reached.")
}

// refuse answers what is not done, and says so in the log. host is "" where the
// request named none that can be written down.
func (p *Proxy) refuse(w http.ResponseWriter, r *http.Request, status int, host, why string) {
	p.config.Count(Refused)
	p.config.Log.WarnContext(r.Context(), "the proxy refused a request", "method", r.Method, "host", host, "status", status, "why", why)
	fail(w, status, why)
}

func fail(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "Azimuth: "+why+"\n") // a client that is gone needs no answer
}

// established is the answer to a request for a tunnel that was opened.
const established = "HTTP/1.1 200 Connection established\r\n\r\n"

// answerTime is how long the client may take to take it.
const answerTime = 10 * time.Second

// hijack takes the client's connection from its server and says that the tunnel
// is open. What the client sent already is read first.
func hijack(w http.ResponseWriter) (net.Conn, error) {
	connection, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, err
	}
	err = connection.SetDeadline(time.Now().Add(answerTime)) // the network's clock, not the server's
	if err == nil {
		_, err = io.WriteString(connection, established)
	}
	if err == nil {
		err = connection.SetDeadline(time.Time{})
	}
	if err != nil {
		return nil, errors.Join(err, connection.Close())
	}
	return &begun{Conn: connection, early: buffered.Reader, left: buffered.Reader.Buffered()}, nil
}

// begun is a connection of which a part was read already.
type begun struct {
	net.Conn
	early *bufio.Reader
	left  int // of early
}

func (c *begun) Read(b []byte) (int, error) {
	if c.left == 0 {
		return c.Conn.Read(b)
	}
	n, err := c.early.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

// CloseWrite tells the client that nothing more comes.
func (c *begun) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Close()
}
