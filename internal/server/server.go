package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/changes"
	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/seed"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/throttle"
	"github.com/azimuthid/azimuth/internal/token"
)

// Server is an Azimuth that has its data and its addresses. Open makes one, Run
// serves it.
type Server struct {
	config    Config
	store     *gate
	master    []byte
	era       int        // see draws.go
	began     *beginning // nil while nobody knows it
	authority *ca.Authority
	tenant    tenant
	admin     Admin
	planned   *seed.Seed // nil for none
	keys      *token.Keyring
	accounts  *token.ServiceAccounts
	people    *signin.Book
	https     net.Listener
	metadata  net.Listener
	fronts    fronts
	engine    *arm.Engine
	templates io.Closer // the folder of linked templates, or nil
	changes   *changes.Feed
	faults    *fault.Set
	limits    *throttle.Counter // nil where nothing is counted
	// staged reports that the server stands beside the one that serves; see stage.go.
	staged bool
}

// Open opens or makes the data, binds the addresses and wires the parts. From
// then on clients can connect; they are answered once Run runs. A server that
// was opened must be run, or closed with Close.
func Open(ctx context.Context, config Config) (_ *Server, err error) {
	s := &Server{config: config.withDefaults()}
	s.faults = fault.NewSet(s.config.Sources.Now, s.config.Sources.NewGUID())
	if err := s.config.check(); err != nil {
		return nil, err
	}
	if s.config.Seed != "" {
		if s.planned, err = seed.Read(s.config.Seed); err != nil {
			return nil, err
		}
	}
	if err := s.config.makeData(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	opened, err := openStore(s.config)
	if err != nil {
		return nil, err
	}
	s.store = &gate{Store: opened}
	if err := s.listen(ctx); err != nil {
		return nil, err
	}
	if err := s.wire(ctx); err != nil {
		return nil, err
	}
	if err := s.plant(ctx); err != nil {
		return nil, err
	}
	return s, s.writeEnvironment()
}

func openStore(c Config) (resource.Store, error) {
	if c.Store == "memory" {
		return memory.Open(), nil
	}
	return c.Database.Open(filepath.Join(c.Data, databaseFile))
}

func (s *Server) listen(ctx context.Context) (err error) {
	var lc net.ListenConfig
	if s.https, err = lc.Listen(ctx, "tcp", s.config.HTTPS); err != nil {
		return err
	}
	s.metadata, err = lc.Listen(ctx, "tcp", s.config.Metadata)
	return err
}

// wire opens what stands on the store and builds the front ends over it.
func (s *Server) wire(ctx context.Context) error {
	if err := s.openDraws(ctx); err != nil {
		return err
	}
	var err error
	if s.master, err = s.openKeys(ctx); err != nil {
		return err
	}
	sealer, err := token.NewSealer(derive(s.master, "seal"), s.config.Sources)
	if err != nil {
		return err
	}
	v, err := s.openViews(ctx, sealer)
	if err != nil {
		return err
	}
	// Clients judge certificates by the machine's clock, whatever ours says.
	certificates := s.config.Sources
	certificates.Now = time.Now
	if s.authority, err = ca.Open(ctx, s.store, sealer, certificates, s.config.Hosts); err != nil {
		return err
	}
	if err := writeFile(s.config.Data, caFile, s.authority.PEM(), 0o644); err != nil {
		return err
	}
	if s.tenant, s.admin, err = openTenant(ctx, s.store, s.config, s.planned); err != nil {
		return err
	}
	return s.buildFronts(ctx, v, sealer)
}

// derive makes a key for one purpose from the master key.
func derive(master []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, master)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// stopTime is how long requests that are under way may take to end when the server stops.
const stopTime = 5 * time.Second

// Run serves until the context ends, then lets the requests that are under way
// end, and closes the server.
func (s *Server) Run(ctx context.Context) error {
	secure := s.httpServer(s.fronts.https)
	secure.TLSConfig = s.authority.TLSConfig(slices.Concat(loopbackNames, s.config.Hosts))
	secure.RegisterOnShutdown(s.changes.Close)
	plain := s.httpServer(s.fronts.metadata)
	maintaining, endMaintenance := context.WithCancel(ctx)
	maintained := make(chan struct{})
	go func() { defer close(maintained); s.maintainKeys(maintaining) }()
	failed := make(chan error, 3)
	settling, stopSettling := context.WithCancel(ctx)
	settled := make(chan struct{})
	go func() { defer close(settled); s.keepSettling(settling) }()
	go func() { failed <- secure.ServeTLS(s.https, "", "") }()
	go func() { failed <- plain.Serve(s.metadata) }()
	go func() { failed <- s.fronts.metadata.Serve() }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	s.faults.Release()
	stopSettling()
	<-settled
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	for _, server := range []*http.Server{secure, plain} {
		if stopErr := server.Shutdown(stopping); stopErr != nil {
			s.config.Log.Warn("requests were cut off", "error", stopErr)
			_ = server.Close()
		}
	}
	if stopErr := s.fronts.metadata.Shutdown(stopping); stopErr != nil {
		s.config.Log.Warn("requests behind the proxy were cut off", "error", stopErr)
	}
	endMaintenance()
	<-maintained
	return errors.Join(err, s.Close())
}

// How often the server looks for operations that have come due without anybody
// asking, and for what is too old to keep.
const (
	settleEvery = time.Second
	tidyEvery   = 10 * time.Minute
)

func (s *Server) keepSettling(ctx context.Context) {
	ticks, tidy := time.NewTicker(settleEvery), time.NewTicker(tidyEvery)
	defer ticks.Stop()
	defer tidy.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			s.report(ctx, "an operation could not be ended", s.engine.Settle(ctx))
		case <-tidy.C:
			s.report(ctx, "what is old could not be removed", s.tidy(ctx))
		}
	}
}

func (s *Server) tidy(ctx context.Context) error {
	return errors.Join(s.engine.Tidy(ctx, arm.DefaultRetention), s.people.Tidy(ctx))
}

func (s *Server) report(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		s.config.Log.Error(what, "error", err)
	}
}

// Close releases what Open took. Run does it by itself.
func (s *Server) Close() error {
	var errs []error
	for _, listener := range []net.Listener{s.https, s.metadata} {
		if listener == nil {
			continue
		}
		if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if s.templates != nil {
		errs = append(errs, s.templates.Close())
		s.templates = nil
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
		s.store = nil
	}
	return errors.Join(errs...)
}

// clientHost is how a client on this machine reaches a listener.
func clientHost(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); err == nil && (ip == nil || ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

func portOf(l net.Listener) string {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		panic(fmt.Sprintf("server: a TCP listener has an address without a port: %v", err))
	}
	return port
}
