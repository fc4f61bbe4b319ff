package front

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/guest/relay"
)

// Public passes on the connections that programs make to Azure's public hosts: the
// server's proxy stands in for these, and TLS ends there.
type Public struct {
	Site *Site
	// Hosts are the hosts, each with all names beneath it.
	Hosts []string
}

// helloTime is how long a program may take to say with which host it wants to speak.
const helloTime = 10 * time.Second

// Serve takes the connections of a listener until it is closed.
func (p Public) Serve(ctx context.Context, l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			if p.pass(ctx, conn) != nil {
				_ = conn.Close() // there is no other way to say so without TLS
			}
		}()
	}
}

func (p Public) pass(ctx context.Context, inside net.Conn) error {
	if err := inside.SetReadDeadline(time.Now().Add(helloTime)); err != nil {
		return err
	}
	name, said, err := serverName(ctx, inside)
	if err == nil {
		err = inside.SetReadDeadline(time.Time{})
	}
	if err != nil {
		return err
	}
	if !p.has(name) {
		return fmt.Errorf("%q is no host of Azure that is stood in for", name)
	}
	server, err := p.tunnel(ctx, name)
	if err != nil {
		return err
	}
	relay.Splice(&begun{Conn: inside, rest: io.MultiReader(bytes.NewReader(said), inside)}, server)
	return nil
}

func (p Public) has(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(p.Hosts, func(host string) bool { return name == host || strings.HasSuffix(name, "."+host) })
}

// tunnel asks the server's proxy for a tunnel to a host, which ends there.
func (p Public) tunnel(ctx context.Context, host string) (net.Conn, error) {
	conn, err := p.Site.Dial(ctx, Metadata)
	if err != nil {
		return nil, err
	}
	if err := connect(conn, net.JoinHostPort(host, "443")); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func connect(conn net.Conn, target string) error {
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", target, target); err != nil {
		return err
	}
	// The far end speaks only when it was spoken to, so that nothing follows the answer.
	answer, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: http.MethodConnect})
	if err != nil {
		return err
	}
	_ = answer.Body.Close() // the answer to CONNECT has none
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the proxy of the server answers %s", answer.Status)
	}
	return nil
}

// serverName reads the beginning of a TLS connection, and returns the name of the
// host that the client wants to speak with, and what was read.
func serverName(ctx context.Context, conn net.Conn) (name string, said []byte, err error) {
	var read bytes.Buffer
	stop := errors.New("the name is known")
	err = tls.Server(listening{conn, io.TeeReader(conn, &read)}, &tls.Config{
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			name = hello.ServerName
			return nil, stop
		},
	}).HandshakeContext(ctx)
	if !errors.Is(err, stop) {
		return "", nil, err
	}
	return name, read.Bytes(), nil
}

// listening is a connection that is only listened to.
type listening struct {
	net.Conn
	from io.Reader
}

func (l listening) Read(b []byte) (int, error)  { return l.from.Read(b) }
func (l listening) Write(b []byte) (int, error) { return len(b), nil }

// begun is a connection of which a part was read already.
type begun struct {
	net.Conn
	rest io.Reader
}

func (b *begun) Read(p []byte) (int, error) { return b.rest.Read(p) }

// CloseWrite tells the program that nothing more comes.
func (b *begun) CloseWrite() error {
	if half, ok := b.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return b.Close()
}
