package azimuthtest

import (
	"context"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

// Location is where everything is made.
const Location = "westeurope"

// Server is a running server, as its administrator has it: Owner of everything.
type Server struct {
	// ResourceManager, Login, Graph and Metadata are the origins at which the
	// server is reached, the first three with TLS.
	ResourceManager, Login, Graph, Metadata string
	TenantID, SubscriptionID                string
	// Administrator is the application that owns everything.
	Administrator *Application
	// Clock is the server's time.
	Clock *Clock

	*running
	t testing.TB
}

// running is what all views of a server share.
type running struct {
	server *server.Server
	env    server.Environment
	// sources are what the server takes ids from.
	sources resource.Sources
	roots   *x509.CertPool
	log     exchanges
	client  *http.Client // the administrator's
	stop    func()

	mu         sync.Mutex
	transports []*http.Transport
	tokens     map[tokenKey]string
	caFile     string
}

// Start runs a server until the test ends.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	made, err := keys()
	if err != nil {
		t.Fatal(err)
	}
	r := &running{roots: x509.NewCertPool(), tokens: make(map[tokenKey]string)}
	config := server.Config{
		Store: "memory", HTTPS: "127.0.0.1:0", Metadata: "127.0.0.1:0", Keys: made, DenyOthers: true,
		Observe: r.log.add, Sources: resource.System(), Clock: clock.New(time.Now),
	}
	for _, option := range options {
		option(&config)
	}
	if err := r.run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	s := &Server{
		ResourceManager: r.env.ResourceManager, Login: r.env.Login, Graph: r.env.Graph, Metadata: r.env.Metadata,
		TenantID: r.env.TenantID, SubscriptionID: r.env.SubscriptionID, running: r, t: t,
	}
	s.Clock = &Clock{s: s, clock: config.Clock}
	s.Administrator = &Application{Name: "Azimuth administrator", ClientID: r.env.ClientID, ClientSecret: r.env.ClientSecret, s: s}
	t.Cleanup(func() { s.Stop() })
	return s
}

// run opens the server and serves.
func (r *running) run(ctx context.Context, config server.Config) (err error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // a test's context ends before its cleanups
	if r.server, err = server.Open(ctx, config); err != nil {
		cancel()
		return err
	}
	r.env, r.sources = r.server.Environment(), config.Sources
	r.roots.AppendCertsFromPEM(r.server.CA())
	r.client = r.newClient("")
	done := make(chan error, 1)
	go func() { done <- r.server.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		r.closeIdle()
		cancel()
		err = <-done
	})
	return nil
}

// Stop ends the server before the test does. Clients get no connection from then on.
func (s *Server) Stop() {
	s.t.Helper()
	s.stop()
}

func (r *running) closeIdle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, transport := range r.transports {
		transport.CloseIdleConnections()
	}
}

// Snapshot is the server's state as a text, which "azimuth snapshot load" takes
// and "azimuth snapshot diff" compares: the same state is the same text.
func (s *Server) Snapshot() []byte {
	s.t.Helper()
	taken, err := s.server.Snapshot(context.Background(), false)
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := taken.Text()
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

// Reset takes the server back to its beginning, with its Seed applied again.
func (s *Server) Reset() {
	s.t.Helper()
	if err := s.server.ResetState(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

// In is the same server for a subtest: what fails ends that one.
func (s *Server) In(t testing.TB) *Server {
	view := *s
	view.t = t
	view.Clock = &Clock{s: &view, clock: s.Clock.clock}
	admin := *s.Administrator
	admin.s = &view
	view.Administrator = &admin
	return &view
}

// Subscription is the resource id of the server's subscription, which is also
// the scope of a role over all of it.
func (s *Server) Subscription() string { return "/subscriptions/" + s.SubscriptionID }

// CA is the certificate, as PEM, that vouches for the server under its own and
// Azure's public names.
func (s *Server) CA() []byte { return s.server.CA() }

// CAFile is the path of a file with CA, for a program that the test runs: the
// variable SSL_CERT_FILE of Go's and OpenSSL's programs, and NODE_EXTRA_CA_CERTS.
func (s *Server) CAFile() string {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.caFile != "" {
		return s.caFile
	}
	path := filepath.Join(s.t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, s.CA(), 0o644); err != nil {
		s.t.Fatal(err)
	}
	s.caFile = path
	return path
}
