package proxy_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestStandsInForPublicHosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, c := range []struct {
		name, address string
		protocols     []string
		want          string
	}{
		{"over HTTP/2", "https://management.azure.com/a?b=c", nil, "manager HTTP/2.0 POST management.azure.com /a?b=c [] body"},
		{"over HTTP/1.1", "https://management.azure.com/a", []string{"http/1.1"}, "manager HTTP/1.1 POST management.azure.com /a [] body"},
		{"another host", "https://login.microsoftonline.com/t", nil, "login HTTP/2.0 POST login.microsoftonline.com /t [] body"},
		{"with the port", "https://management.azure.com:443/", nil, "manager HTTP/2.0 POST management.azure.com / [] body"},
		{"in another case", "https://Management.Azure.COM/", nil, "manager HTTP/2.0 POST management.azure.com / [] body"},
		{"beneath a host", "https://westus.management.azure.com/", nil, "manager HTTP/2.0 POST westus.management.azure.com / [] body"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := w.request(http.MethodPost, c.address, "body")
			r.Header.Set("Proxy-Authorization", "Basic inside")
			if got := w.ask(w.client("machine", c.protocols...), r); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestEndsOfTunnelsAreOfOneHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	t.Run("the host of a request", func(t *testing.T) {
		t.Parallel()
		r := w.request(http.MethodGet, "https://management.azure.com/", "")
		r.Host = "login.microsoftonline.com"
		if got := w.ask(w.client(""), r); !strings.HasPrefix(got, "421 ") {
			t.Error(got)
		}
	})
	t.Run("the name in the handshake", func(t *testing.T) {
		t.Parallel()
		if _, err := w.handshake("management.azure.com:443", "login.microsoftonline.com"); err == nil {
			t.Error("a tunnel to one host showed the certificate of another")
		}
	})
	t.Run("the names of a certificate", func(t *testing.T) {
		t.Parallel()
		state, err := w.handshake("management.azure.com:443", "management.azure.com")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(state.PeerCertificates[0].DNSNames, " "); got != "management.azure.com *.management.azure.com" {
			t.Error(got)
		}
	})
	t.Run("no name in the handshake", func(t *testing.T) {
		t.Parallel()
		state, err := w.handshake("login.microsoftonline.com:443", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := state.PeerCertificates[0].VerifyHostname("login.microsoftonline.com"); err != nil {
			t.Error(err)
		}
	})
}

// handshake asks for a tunnel and for a name in it; for none the certificate is not verified.
func (w *world) handshake(target, name string) (tls.ConnectionState, error) {
	w.t.Helper()
	connection := w.raw("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
	buffered := bufio.NewReader(connection)
	response, err := http.ReadResponse(buffered, &http.Request{Method: http.MethodConnect})
	if err != nil || response.StatusCode != http.StatusOK || buffered.Buffered() > 0 {
		w.t.Fatalf("%v %v", response, err)
	}
	inside := tls.Client(connection, &tls.Config{RootCAs: w.roots, ServerName: name, InsecureSkipVerify: name == ""}) //nolint:gosec // see above
	err = inside.HandshakeContext(w.t.Context())
	return inside.ConnectionState(), err
}

func TestMetadataServiceInATunnel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const get = "GET /metadata?x=y HTTP/1.1\r\nHost: 169.254.169.254\r\n"
	for _, c := range []struct{ name, head, inside, want string }{
		{"as a machine", "Proxy-Authorization: " + basic("vm") + "\r\n", get, "local HTTP/1.1 GET 169.254.169.254 http://169.254.169.254/metadata?x=y [" + basic("vm") + "] "},
		{"as nobody", "", get, "local HTTP/1.1 GET 169.254.169.254 http://169.254.169.254/metadata?x=y [] "},
		{
			"the tunnel's machine, not another", "Proxy-Authorization: " + basic("vm") + "\r\n", get + "Proxy-Authorization: " + basic("other") + "\r\n",
			"local HTTP/1.1 GET 169.254.169.254 http://169.254.169.254/metadata?x=y [" + basic("vm") + "] ",
		},
		{"nobody's tunnel has no machine inside", "", get + "Proxy-Authorization: " + basic("other") + "\r\n", "local HTTP/1.1 GET 169.254.169.254 http://169.254.169.254/metadata?x=y [] "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			// All at once: what comes with the request for the tunnel belongs to its inside.
			connection := w.raw("CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: 169.254.169.254:80\r\n" + c.head + "\r\n" + c.inside + "\r\n")
			buffered := bufio.NewReader(connection)
			if _, err := http.ReadResponse(buffered, &http.Request{Method: http.MethodConnect}); err != nil {
				t.Fatal(err)
			}
			response, err := http.ReadResponse(buffered, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(response.Body)
			if err != nil || string(got) != c.want {
				t.Errorf("%q (%v), want %q", got, err, c.want)
			}
		})
	}
}

func TestMetadataServiceInAbsoluteForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, c := range []struct{ name, address, want string }{
		{"the metadata service", "http://169.254.169.254/m", "local HTTP/1.1 GET 169.254.169.254 http://169.254.169.254/m [" + basic("vm") + "] "},
		{"with its port", "http://169.254.169.254:80/m", "local HTTP/1.1 GET 169.254.169.254:80 http://169.254.169.254:80/m [" + basic("vm") + "] "},
		{"our own address", "http://127.0.0.1:8080/m", "local HTTP/1.1 GET 127.0.0.1:8080 http://127.0.0.1:8080/m [" + basic("vm") + "] "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := w.ask(w.client("vm"), w.request(http.MethodGet, c.address, "")); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	t.Run("without a proxy", func(t *testing.T) {
		t.Parallel()
		want := "local HTTP/1.1 GET " + w.address + " /m [] "
		if got := w.ask(http.DefaultClient, w.request(http.MethodGet, "http://"+w.address+"/m", "")); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}
