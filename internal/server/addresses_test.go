package server_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// from is a client whose connections come from an address of loopback, behind the
// server's proxy or not.
func from(t *testing.T, w *servertest.World, address string, proxied bool) *http.Client {
	t.Helper()
	client := w.NewClient()
	transport := client.Transport.(*http.Transport)
	transport.DialContext = (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext
	if proxied {
		at, err := url.Parse(w.Proxy)
		if err != nil {
			t.Fatal(err)
		}
		transport.Proxy = http.ProxyURL(at)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return client
}

// where is what the metadata service says of where a client runs.
func where(t *testing.T, client *http.Client, origin, prefix string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, origin+prefix+"/metadata/instance/compute/resourceId?api-version=2021-02-01&format=text", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Metadata", "true")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Machines are told apart by the addresses of their connections, also of those to
// the forward proxy.
func TestMachinesByAddress(t *testing.T) {
	t.Parallel()
	probe, err := net.Listen("tcp", "127.0.0.5:0")
	if err != nil {
		t.Skipf("this system has one address of loopback only: %v", err)
	}
	_ = probe.Close() // it was only to be had
	seen := make(chan server.Exchange, 100)
	w := servertest.Start(t, func(c *server.Config) {
		c.MetadataMap = []string{"127.0.0.5=rg/vmss/ss/0", "127.0.0.6=rg/vmss/ss/1"}
		c.Observe = func(x server.Exchange) {
			if x.Front == server.FrontMetadata {
				seen <- x
			}
		}
	})
	zero, one, plain := from(t, w, "127.0.0.5", false), from(t, w, "127.0.0.6", false), from(t, w, "127.0.0.1", false)
	if got := where(t, zero, w.Metadata, ""); !strings.Contains(got, "Identity not found") {
		t.Errorf("before there is a machine: %s", got)
	}
	identity, _ := userIdentity(w)
	machineOf(w, identity)
	set := w.Subscription() + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/ss"
	w.Must(http.MethodPatch, set+"?api-version=2024-07-01", `{"sku":{"capacity":2}}`)
	handle := "/vm/" + w.Handle(set+"/virtualMachines/1")

	const fixed = "http://169.254.169.254"
	for _, c := range []struct {
		name           string
		client         *http.Client
		origin, prefix string
		want           string
	}{
		{"the first machine", zero, w.Metadata, "", set + "/virtualMachines/0"},
		{"the second machine", one, w.Metadata, "", set + "/virtualMachines/1"},
		{"the first by way of the proxy", from(t, w, "127.0.0.5", true), fixed, "", set + "/virtualMachines/0"},
		{"the second by way of the proxy", from(t, w, "127.0.0.6", true), fixed, "", set + "/virtualMachines/1"},
		{"the second by its own path", one, w.Metadata, handle, set + "/virtualMachines/1"},
		{"the first by the second's path", zero, w.Metadata, handle, ""},
		{"the first by the second's path and the proxy", from(t, w, "127.0.0.5", true), fixed, handle, ""},
		{"the first by a tunnel", tunnel(t, w, "127.0.0.5"), fixed, "", set + "/virtualMachines/0"},
		{"the first by the second's path and a tunnel", tunnel(t, w, "127.0.0.5"), fixed, handle, ""},
		{"another program by a tunnel", tunnel(t, w, "127.0.0.1"), fixed, "", ""},
		{"another program by a path", plain, w.Metadata, handle, set + "/virtualMachines/1"},
		{"another program", plain, w.Metadata, "", ""},
	} {
		for len(seen) > 0 {
			<-seen
		}
		got := where(t, c.client, c.origin, c.prefix)
		if c.want == "" && !strings.Contains(got, "Identity not found") || c.want != "" && !strings.EqualFold(got, c.want) {
			t.Errorf("%s: %s", c.name, got)
		}
		if x := <-seen; !strings.EqualFold(x.Machine, c.want) {
			t.Errorf("%s: noted as that of %q", c.name, x.Machine)
		}
	}
}

// A tunnel to the metadata service does not hide where it begins.
func tunnel(t *testing.T, w *servertest.World, address string) *http.Client {
	t.Helper()
	client := from(t, w, address, false)
	dial := client.Transport.(*http.Transport).DialContext
	client.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		conn, err := dial(ctx, network, strings.TrimPrefix(w.Metadata, "http://"))
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(conn, "CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: 169.254.169.254:80\r\n\r\n"); err != nil {
			return nil, err
		}
		const opened = "HTTP/1.1 200 Connection established\r\n\r\n"
		got := make([]byte, len(opened))
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != opened {
			return nil, fmt.Errorf("the tunnel was answered with %q: %w", got, err)
		}
		return conn, nil
	}
	return client
}
