package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// ErrForbidden is in the chain of the error for an address that is not connected to.
var ErrForbidden = errors.New("the address is not connected to")

// Dialer connects to hosts by name. The zero value uses the system's resolver
// and waits for as long as the context allows.
type Dialer struct {
	// Timeout is how long the connection to one address may take; 0 means no limit.
	Timeout time.Duration
	// Resolve looks a host's addresses up; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Check refuses addresses beside those that are Forbidden; nil refuses none.
	Check func(netip.Addr) error
}

// DialContext connects to the first of the host's addresses that answers;
// address is "host:port". Each is judged at the last moment, when it is an
// address and nothing else. Where one was refused, the error has ErrForbidden.
func (d Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addresses, err := d.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: d.Timeout, Control: func(_, address string, _ syscall.RawConn) error { return d.Judge(address) }}
	failures := fmt.Errorf("no address of %s answers", host)
	for _, ip := range addresses {
		connection, err := dialer.DialContext(ctx, network, net.JoinHostPort(ip.String(), port))
		if err == nil {
			return connection, nil
		}
		failures = errors.Join(failures, err)
	}
	return nil, failures
}

func (d Dialer) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if literal, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{literal}, nil
	}
	if d.Resolve != nil {
		return d.Resolve(ctx, host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// Judge refuses an address, "ip:port", that is about to be connected to.
func (d Dialer) Judge(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %q is no address: %w", ErrForbidden, address, err)
	}
	if Forbidden(at.Addr()) {
		return fmt.Errorf("%w: %s", ErrForbidden, at.Addr())
	}
	if d.Check == nil {
		return nil
	}
	return d.Check(at.Addr().Unmap())
}
