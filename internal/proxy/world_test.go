package proxy_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/proxy"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// world is a proxy that stands in for some hosts, each of which answers what it
// saw of a request.
type world struct {
	t       *testing.T
	address string // of the proxy
	roots   *x509.CertPool
	log     *buffer

	mu       sync.Mutex
	outcomes []string
	caller   string // where requests seem to come from, or ""
}

// from makes requests seem to come from an address.
func (w *world) from(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.caller = address
}

// buffer is a log that may be written and read at once.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// told answers who answers, and what of the request there is to see.
func told(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, strings.Join([]string{
			name, r.Proto, r.Method, r.Host, r.URL.String(), "[" + r.Header.Get("Proxy-Authorization") + "]", string(body),
		}, " "))
	})
}

func newWorld(t *testing.T, change func(*proxy.Config)) *world {
	t.Helper()
	w := &world{t: t, log: new(buffer), roots: x509.NewCertPool()}
	sources := resource.System()
	sealer, err := token.NewSealer(bytes.Repeat([]byte{1}, token.MasterKeySize), sources)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := ca.Open(t.Context(), memory.Open(), sealer, sources, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.roots.AppendCertsFromPEM(authority.PEM())
	config := proxy.Config{
		Hosts: map[string]http.Handler{"management.azure.com": told("manager"), "login.microsoftonline.com": told("login")},
		TLS:   authority.TLSConfig,
		Local: told("local"), Plain: []string{"127.0.0.1:8080"}, Idle: time.Minute,
		Server: func(h http.Handler) *http.Server {
			return &http.Server{Handler: h, ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
		},
		Resolve: resolve,
		Count: func(outcome string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.outcomes = append(w.outcomes, outcome)
		},
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&config)
	}
	p := proxy.New(config)
	served := make(chan error, 1)
	go func() { served <- p.Serve() }()
	front := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		if w.caller != "" {
			r.RemoteAddr = w.caller
		}
		w.mu.Unlock()
		p.ServeHTTP(rw, r)
	}))
	front.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	front.Config.MaxHeaderBytes = 8 << 10
	front.Start()
	t.Cleanup(func() {
		front.Close()
		if err := errors.Join(p.Shutdown(context.Background()), <-served); err != nil {
			t.Error(err)
		}
	})
	w.address = front.Listener.Addr().String()
	return w
}

// resolve knows names under .test only, and makes of their first part what it says.
func resolve(_ context.Context, host string) ([]netip.Addr, error) {
	found := map[string]string{
		"near.test": "127.0.0.1", "link.test": "169.254.169.254", "link6.test": "fe80::1", "mapped.test": "::ffff:169.254.169.254",
		"translated.test": "64:ff9b::a9fe:a9fe", "nobody.test": "0.0.0.0", "wire.test": "168.63.129.16",
	}[host]
	if found == "" {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{netip.MustParseAddr(found)}, nil
}

// client goes through the proxy, as user where that is not "".
func (w *world) client(user string, protocols ...string) *http.Client {
	w.t.Helper()
	at := &url.URL{Scheme: "http", Host: w.address}
	if user != "" {
		at.User = url.User(user)
	}
	transport := &http.Transport{
		Proxy:             http.ProxyURL(at),
		TLSClientConfig:   &tls.Config{RootCAs: w.roots, NextProtos: protocols, Rand: rand.Reader},
		ForceAttemptHTTP2: len(protocols) == 0,
	}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// ask returns what the answer says, or its status where that is not 200.
func (w *world) ask(c *http.Client, r *http.Request) string {
	w.t.Helper()
	response, err := c.Do(r)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		return response.Status + ": " + string(body)
	}
	return string(body)
}

func (w *world) request(method, address, body string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// raw sends text to the proxy and returns the connection.
func (w *world) raw(text string) net.Conn {
	w.t.Helper()
	connection, err := net.Dial("tcp", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = connection.Close() })
	if _, err := io.WriteString(connection, text); err != nil {
		w.t.Fatal(err)
	}
	return connection
}

func (w *world) counted() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.outcomes...)
}

func basic(user string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"))
}
