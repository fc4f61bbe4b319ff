package guest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/guest/front"
	"github.com/azimuthid/azimuth/internal/cli/guest/hint"
	"github.com/azimuthid/azimuth/internal/cli/guest/mirror"
	"github.com/azimuthid/azimuth/internal/cli/guest/names"
	"github.com/azimuthid/azimuth/internal/cli/guest/relay"
	"github.com/azimuthid/azimuth/internal/cli/guest/space"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/outbound"
	"github.com/azimuthid/azimuth/internal/server"
)

// Program is what runs in a machine, and as which.
type Program struct {
	Arguments   []string
	Environment []string
	// Handle is the machine's.
	Handle string
	// TokenPort is the port on localhost at which the machine's identity is asked for
	// by the protocol of the virtual machine extension and of Cloud Shell, or 0.
	TokenPort uint16
	// Hostname is the machine's name, or "" for the host's.
	Hostname string
	// Data is the directory of the server, and Server where it is now.
	Data   string
	Server server.Environment
	// Own is a file that is the machine's own, in its memory, with the directory in
	// which it is; nil for none.
	Own *wire.File
	// Tell is told when the machine is off, or deleted, and when it is on again.
	Tell func(front.State)
	// Cut is told when what the program sends elsewhere does not arrive any more.
	Cut func(error)
	// Roots is the file of certificates to trust, in PEM, in place of the system's.
	Roots string
}

// Guest is a machine on this host.
type Guest struct {
	space    *space.Space
	isolated bool
	// opened are listeners that were opened before anybody served them.
	opened  map[netip.AddrPort]net.Listener
	closers []func() error
}

// Open prepares namespaces. It returns a *space.RefusedError where the system does
// not allow that. isolated is whether the program reaches nothing but Azimuth.
func Open(isolated bool) (*Guest, error) {
	s, err := space.Open(space.Options{Relayed: !isolated, IPv6: !isolated && space.HasIPv6()})
	if err != nil {
		return nil, Explain(err)
	}
	return Of(s, isolated), nil
}

// Explain says in an error of space.Open what probably refuses the namespaces.
func Explain(err error) error {
	if refused, ok := errors.AsType[*space.RefusedError](err); ok {
		refused.Hint = hint.Of(refused.Err)
	}
	return err
}

// Of is the machine with namespaces that are made already.
func Of(s *space.Space, isolated bool) *Guest {
	return &Guest{space: s, isolated: isolated, closers: []func() error{s.Close}}
}

// Run runs the program and returns how it ended.
func (g *Guest) Run(ctx context.Context, p Program) (wire.Exit, error) {
	if err := g.Serve(ctx, p); err != nil {
		return wire.Exit{}, err
	}
	file, err := p.Pack(g.isolated)
	if err != nil {
		return wire.Exit{}, err
	}
	return g.space.Run(file), nil
}

// Serve serves the machine of a program until Close.
func (g *Guest) Serve(ctx context.Context, p Program) error {
	site := front.NewSite(p.Data, p.Server)
	if err := g.power(ctx, site, p); err != nil {
		return err
	}
	if err := g.standIn(ctx, front.Public{Site: site, Hosts: server.PublicHosts()}); err != nil {
		return err
	}
	if err := g.show(ctx, site, p.Server); err != nil {
		return err
	}
	return g.relay(p.table(), p.Cut)
}

// Signal sends the program a signal.
func (g *Guest) Signal(s syscall.Signal) { g.space.Signal(s) }

// Write puts a file in the place of the program's own.
func (g *Guest) Write(f wire.File) { g.space.Write(f) }

// Close ends the machine on this host, with all that still runs in it.
func (g *Guest) Close() error {
	var errs []error
	for i := len(g.closers) - 1; i >= 0; i-- {
		errs = append(errs, g.closers[i]())
	}
	g.closers = nil
	return errors.Join(errs...)
}

func (g *Guest) serve(s *http.Server, l net.Listener) {
	go func() { _ = s.Serve(l) }() // it ends when it is closed
	g.closers = append(g.closers, s.Close)
}

var (
	metadataAddress = netip.AddrPortFrom(netip.AddrFrom4([4]byte{169, 254, 169, 254}), 80)
	localhost       = netip.AddrFrom4([4]byte{127, 0, 0, 1})
)

// power gives the machine what it has while it is on.
func (g *Guest) power(ctx context.Context, site *front.Site, p Program) error {
	w := &power{
		gone: make(chan front.State, 1), tell: p.Tell,
		state: func(ctx context.Context) (front.State, error) { return site.State(ctx, p.Handle) },
		services: []service{{
			listen: func() (net.Listener, error) { return g.listen(metadataAddress) },
			server: func(gone func(front.State)) *http.Server { return front.NewMetadata(site, p.Handle, gone) },
		}},
	}
	if p.TokenPort != 0 {
		w.services = append(w.services, service{
			listen: func() (net.Listener, error) { return g.listen(netip.AddrPortFrom(localhost, p.TokenPort)) },
			server: func(gone func(front.State)) *http.Server {
				return front.NewExtension(site, p.Handle, p.TokenPort, gone)
			},
		})
	}
	metadata, err := listener(g.space.Metadata)
	if err != nil {
		return err
	}
	if err := w.start(map[int]net.Listener{0: metadata}); err != nil {
		return err
	}
	g.closers = append(g.closers, func() error { w.stop(); return nil })
	g.keep(ctx, w.keep)
	return nil
}

// keep runs a task until the machine ends.
func (g *Guest) keep(ctx context.Context, task func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		task(ctx)
	}()
	g.closers = append(g.closers, func() error {
		cancel()
		<-done
		return nil
	})
}

// show shows the server's addresses in the machine, and what else listens on the
// host's loopback unless it is isolated.
func (g *Guest) show(ctx context.Context, site *front.Site, env server.Environment) error {
	secure, plain, err := own(env)
	if err != nil {
		return err
	}
	m := &mirror.Mirror{Listen: g.listenAll, Always: []netip.AddrPort{secure}}
	if g.isolated {
		l, err := g.listen(plain)
		if err != nil {
			return err
		}
		g.serve(front.NewPlain(site), l)
	} else {
		m.Always, m.Host = append(m.Always, plain), mirror.Host
	}
	if err := m.Look(); err != nil {
		return err
	}
	g.closeOpened() // nothing listens there on the host any more
	g.keep(ctx, m.Keep)
	return nil
}

// publicAddress is where Azure's public hosts are in a machine: a loopback address
// that nobody else has.
var publicAddress = netip.AddrFrom4([4]byte{127, 169, 254, 1})

// publicPort is the port of https.
const publicPort = 443

// standIn opens the address of Azure's public hosts.
func (g *Guest) standIn(ctx context.Context, public front.Public) error {
	l, err := g.listen(netip.AddrPortFrom(publicAddress, publicPort))
	if err != nil {
		return err
	}
	go public.Serve(ctx, l)
	g.closers = append(g.closers, l.Close)
	return nil
}

// own are the server's own addresses: with TLS, and without.
func own(env server.Environment) (secure, plain netip.AddrPort, err error) {
	if secure, err = addressOf(env.ResourceManager); err != nil {
		return secure, plain, err
	}
	plain, err = addressOf(env.Metadata)
	return secure, plain, err
}

// addressOf is where an origin of the server is.
func addressOf(origin string) (netip.AddrPort, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return netip.AddrPort{}, err
	}
	at, err := netip.ParseAddrPort(u.Host)
	if err != nil {
		return at, fmt.Errorf("the server is not reached at an address: %w", err)
	}
	return at, nil
}

// connectTime is how long the host may take to connect for a program.
const connectTime = 2 * time.Minute

// relay opens the way out.
func (g *Guest) relay(table names.Table, cut func(error)) error {
	if g.isolated {
		return nil
	}
	dialer := outbound.Dialer{Timeout: connectTime}
	server := names.Server{Table: table, Dial: dialer.DialContext, Servers: func() []netip.AddrPort { return names.Servers(names.Read(resolverFile)) }}
	r, err := relay.Start(g.space.Packets, relay.Config{Dial: dialer.DialContext, Packet: server.Packet, Stream: server.Stream, Cut: cut, Ended: g.space.Cut})
	if err == nil {
		g.closers = append(g.closers, r.Close)
	}
	return err
}
