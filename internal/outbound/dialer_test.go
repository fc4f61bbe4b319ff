package outbound_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"

	"github.com/azimuthid/azimuth/internal/outbound"
)

func listen(t *testing.T) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestDialer(t *testing.T) {
	t.Parallel()
	errTheirs := errors.New("not this one")
	for _, c := range []struct {
		name, host string
		resolved   []string
		check      func(netip.Addr) error
		want       error // nil for a connection
	}{
		{name: "an address", host: "127.0.0.1"},
		{name: "an address in the form of the newer protocol", host: "::ffff:127.0.0.1"},
		{name: "a name", host: "there.test", resolved: []string{"127.0.0.1"}},
		{name: "the first that answers", host: "there.test", resolved: []string{"169.254.169.254", "127.0.0.1"}},
		{name: "a link-local address", host: "169.254.169.254", want: outbound.ErrForbidden},
		{name: "a link-local address inside another", host: "::ffff:169.254.169.254", want: outbound.ErrForbidden},
		{name: "a name of a link-local address", host: "there.test", resolved: []string{"169.254.169.254"}, want: outbound.ErrForbidden},
		{name: "a name of a link-local address of the newer protocol", host: "there.test", resolved: []string{"fe80::1"}, want: outbound.ErrForbidden},
		{name: "what the caller refuses", host: "127.0.0.1", check: func(netip.Addr) error { return errTheirs }, want: errTheirs},
		{name: "what the caller takes but nobody may have", host: "169.254.0.1", check: func(netip.Addr) error { return nil }, want: outbound.ErrForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dialer := outbound.Dialer{Check: c.check, Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
				if host != "there.test" {
					t.Errorf("resolved %q", host)
				}
				var found []netip.Addr
				for _, text := range c.resolved {
					found = append(found, netip.MustParseAddr(text))
				}
				return found, nil
			}}
			connection, err := dialer.DialContext(t.Context(), "tcp", net.JoinHostPort(c.host, listen(t)))
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if err == nil {
				_ = connection.Close()
			}
		})
	}
	t.Run("a name that nobody has", func(t *testing.T) {
		t.Parallel()
		dialer := outbound.Dialer{Resolve: func(context.Context, string) ([]netip.Addr, error) { return nil, nil }}
		if _, err := dialer.DialContext(t.Context(), "tcp", "there.test:1"); err == nil || errors.Is(err, outbound.ErrForbidden) {
			t.Errorf("error %v", err)
		}
	})
}
