package proxy_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/proxy"
)

// echo is another host: it sends back what it gets, in capitals, and after its end "END".
func echo(t *testing.T) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			connection, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = connection.Close() }()
				buffer := make([]byte, 1024)
				for {
					n, err := connection.Read(buffer)
					if errors.Is(err, io.EOF) {
						_, _ = io.WriteString(connection, "END")
						return
					}
					if err != nil {
						return
					}
					_, _ = io.WriteString(connection, strings.ToUpper(string(buffer[:n])))
				}
			}()
		}
	}()
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestTunnelsToOtherHosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	port := echo(t)
	for name, host := range map[string]string{"an address": "127.0.0.1", "a name": "near.test", "a name in another form": "NEAR.test."} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// What comes early, with the request for the tunnel, goes through it too.
			connection := w.raw("CONNECT " + host + ":" + port + " HTTP/1.1\r\nHost: x\r\nProxy-Authorization: " + basic("vm") + "\r\n\r\nearly")
			buffered := bufio.NewReader(connection)
			if response, err := http.ReadResponse(buffered, &http.Request{Method: http.MethodConnect}); err != nil || response.StatusCode != http.StatusOK {
				t.Fatalf("%v %v", response, err)
			}
			if _, err := io.WriteString(connection, " late"); err != nil {
				t.Fatal(err)
			}
			if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(buffered); err != nil || string(got) != "EARLY LATEEND" {
				t.Errorf("%q %v", got, err)
			}
		})
	}
}

func TestSilentTunnelsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *proxy.Config) { c.Idle = time.Millisecond })
	connection := w.raw("CONNECT 127.0.0.1:" + echo(t) + " HTTP/1.1\r\nHost: x\r\n\r\n")
	_, err := io.ReadAll(connection) // which ends only because the proxy ends it
	if err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
}

func TestTunnelsEndWithTheProxy(t *testing.T) {
	t.Parallel()
	port := echo(t)
	p := proxy.New(proxy.Config{
		Idle: time.Hour, Log: slog.New(slog.DiscardHandler),
		Server: func(h http.Handler) *http.Server { return &http.Server{Handler: h, ReadHeaderTimeout: time.Minute} },
	})
	served := make(chan error, 1)
	go func() { served <- p.Serve() }()
	front := httptest.NewServer(p)
	defer front.Close()
	connection, err := net.Dial("tcp", front.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := io.WriteString(connection, "CONNECT 127.0.0.1:"+port+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	buffered := bufio.NewReader(connection)
	if _, err := http.ReadResponse(buffered, &http.Request{Method: http.MethodConnect}); err != nil {
		t.Fatal(err)
	}
	if err := p.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, err := io.ReadAll(buffered); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
}

// refusals are requests that are refused on loopback even where others are not denied.
var refusals = []struct{ name, request, status string }{
	{"a public host at another port", "CONNECT management.azure.com:80", "403"},
	{"a public host beneath one at another port", "CONNECT x.management.azure.com:8443", "403"},
	{"a public host without TLS", "GET http://management.azure.com/", "403"},
	{"a public host without TLS, in another form", "GET http://LOGIN.microsoftonline.com.:80/", "403"},
	{"the metadata service at another port", "CONNECT 169.254.169.254:443", "403"},
	{"the metadata service at another port, without a tunnel", "GET http://169.254.169.254:32526/", "403"},
	{"the metadata service as IPv6", "CONNECT [::ffff:a9fe:a9fe]:81", "403"},
	{"a link-local address", "CONNECT 169.254.1.1:80", "403"},
	{"a link-local address of IPv6", "CONNECT [fe80::1]:80", "403"},
	{"a link-local address without a tunnel", "GET http://169.254.1.1/", "403"},
	{"a name of the metadata service", "CONNECT link.test:80", "403"},
	{"a name of the metadata service without a tunnel", "GET http://link.test/", "403"},
	{"a name of a link-local address of IPv6", "CONNECT link6.test:80", "403"},
	{"a name of the metadata service inside IPv6", "CONNECT mapped.test:80", "403"},
	{"a name of the metadata service translated to IPv6", "CONNECT translated.test:80", "403"},
	{"a name of this host, whichever it is", "CONNECT nobody.test:80", "403"},
	{"a name of the host beneath a machine", "CONNECT wire.test:80", "403"},
	{"a name that nobody has", "CONNECT gone.test:80", "502"},
	{"a name that nobody has, without a tunnel", "GET http://gone.test/", "502"},
	{"another scheme", "GET ftp://near.test/", "400"},
	{"TLS without a tunnel", "GET https://management.azure.com/", "400"},
	{"no port", "CONNECT near.test", "400"},
	{"a user", "CONNECT user@near.test:80", "400"},
	{"an address in another base", "CONNECT 0xa9fea9fe:80", "400"},
	{"a path", "CONNECT /near.test:80", "400"},
	{"a body", "CONNECT near.test:80\r\nContent-Length: 5", "400"},
	{"a body of unknown length", "CONNECT near.test:80\r\nTransfer-Encoding: chunked", "400"},
	{"a large header", "CONNECT near.test:80\r\nX: " + strings.Repeat("x", 16<<10), "431"},
	{"two lengths", "GET http://near.test/\r\nContent-Length: 5\r\nContent-Length: 6", "400"},
	{"two ways of telling the length", "POST http://near.test/\r\nTransfer-Encoding: chunked, identity\r\nContent-Length: 6", "501"},
	{"a line that is folded oddly", "GET http://near.test/\r\nTransfer-Encoding : chunked", "400"},
}

// status sends a request of a first line and perhaps headers, and returns the answer's status.
func (w *world) status(request string) string {
	w.t.Helper()
	line, headers, _ := strings.Cut(request, "\r\n")
	if headers != "" {
		headers += "\r\n"
	}
	connection := w.raw(line + " HTTP/1.1\r\nHost: near.test\r\nProxy-Authorization: " + basic("secret") + "\r\n" + headers + "\r\n")
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.Status[:3]
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := w.status(c.request); got != c.status {
				t.Errorf("%s, want %s", got, c.status)
			}
		})
	}
	t.Cleanup(func() {
		if slices.Contains(w.counted(), proxy.Tunnelled) || slices.Contains(w.counted(), proxy.Forwarded) {
			t.Errorf("outcomes %v", w.counted())
		}
	})
}

func TestWhoMayReachOthers(t *testing.T) {
	t.Parallel()
	port := echo(t)
	for _, c := range []struct {
		name    string
		deny    bool
		remote  string // where the caller is, or "" for loopback
		request string
		want    string
	}{
		{"a program on this machine", false, "", "CONNECT near.test:" + port, "200"},
		{"a program on this machine, as IPv6 has it", false, "[::1]:5", "CONNECT near.test:" + port, "200"},
		{"another machine", false, "192.168.1.7:5", "CONNECT near.test:" + port, "403"},
		{"another machine, as IPv6 has it", false, "[::ffff:10.0.0.1]:5", "CONNECT near.test:" + port, "403"},
		{"a caller that cannot be told", false, "pipe", "CONNECT near.test:" + port, "403"},
		{"another machine, without a tunnel", false, "192.168.1.7:5", "GET http://near.test:" + port + "/", "403"},
		{"another machine, to a public host", false, "192.168.1.7:5", "CONNECT management.azure.com:443", "200"},
		{"another machine, to its metadata service", false, "192.168.1.7:5", "GET http://169.254.169.254/", "200"},
		{"where others are denied", true, "", "CONNECT near.test:" + port, "403"},
		{"where others are denied, without a tunnel", true, "", "GET http://near.test:" + port + "/", "403"},
		{"where others are denied, to a public host", true, "", "CONNECT login.microsoftonline.com:443", "200"},
		{"where others are denied, to the metadata service", true, "", "CONNECT 169.254.169.254:80", "200"},
		{"where others are denied, to us", true, "", "CONNECT 127.0.0.1:" + port, "200"},
		{"another machine, to us", true, "192.168.1.7:5", "CONNECT 127.0.0.1:" + port, "403"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(config *proxy.Config) {
				config.DenyOthers, config.Secure = c.deny, []string{"127.0.0.1:" + port}
			})
			if c.remote != "" {
				w.from(c.remote)
			}
			if got := w.status(c.request); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestForwards(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Seen", strings.Join([]string{r.Host, r.Header.Get("X-Forwarded-For"), r.Header.Get("Proxy-Authorization"), r.Header.Get("Proxy-Connection"), r.Header.Get("Authorization")}, "|"))
		rw.WriteHeader(http.StatusTeapot)
		_, _ = io.Copy(rw, r.Body)
	}))
	defer other.Close()
	r := w.request(http.MethodPost, other.URL+"/a%2Fb?c=d;e", "text")
	r.Header.Set("X-Forwarded-For", "1.2.3.4")
	r.Header.Set("Proxy-Connection", "keep-alive")
	r.Header.Set("Authorization", "Bearer theirs")
	response, err := w.client("secret").Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusTeapot || string(body) != "text" {
		t.Errorf("%d %q %v", response.StatusCode, body, err)
	}
	if got, want := response.Header.Get("Seen"), other.Listener.Addr().String()+"|1.2.3.4|||Bearer theirs"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := w.counted(); !slices.Equal(got, []string{proxy.Forwarded}) {
		t.Errorf("outcomes %v", got)
	}
}

func TestNoSecretReachesTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, c := range refusals {
		w.status(c.request)
	}
	w.status("CONNECT 127.0.0.1:" + echo(t))
	w.ask(w.client("secret"), w.request(http.MethodGet, "https://management.azure.com/", ""))
	text := w.log.String()
	if !strings.Contains(text, "refused") || !strings.Contains(text, "could not reach") {
		t.Errorf("the log says nothing: %s", text)
	}
	for _, secret := range []string{"secret", strings.TrimPrefix(basic("secret"), "Basic "), "user@"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands in the log: %s", secret, text)
		}
	}
}
