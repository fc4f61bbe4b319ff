package deployments

import (
	"log/slog"
	"sync"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/template"
)

// Sealer encrypts what a deployment was given, which may hold secrets.
type Sealer interface {
	Seal(key string, secret []byte) []byte
	Open(key string, sealed []byte) ([]byte, error)
}

// Config is what a Service needs.
type Config struct {
	Engine *arm.Engine
	Sealer Sealer
	// Links reads templates that are linked to; nil refuses them.
	Links template.LinkResolver
	Log   *slog.Logger
}

// Service runs deployments.
type Service struct {
	Config

	mu   sync.Mutex
	runs map[string]*run // those that are under way, by the deployment's key
}

// New makes a Service over an engine, with which its provider and its routes are
// to be registered.
func New(c Config) *Service {
	if c.Links == nil {
		c.Links = noFolder{}
	}
	s := &Service{Config: c, runs: make(map[string]*run)}
	c.Engine.Register(s.provider())
	c.Engine.Routes(s.routes()...)
	c.Engine.OnSettle(s.advanceDue)
	return s
}

// running is the run of a deployment that is under way, or nil.
func (s *Service) running(key string) *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[key]
}

func (s *Service) enter(r *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs[r.id.Key()] = r
}

func (s *Service) leave(r *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.runs[r.id.Key()] == r {
		delete(s.runs, r.id.Key())
	}
}
