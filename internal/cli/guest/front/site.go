package front

import (
	"context"
	"net"
	"net/url"
	"sync/atomic"

	"github.com/azimuthid/azimuth/internal/server"
)

// Site is where the server of a data directory is.
type Site struct {
	data string
	last atomic.Pointer[server.Environment]
}

// NewSite is the site of a data directory whose server was last seen at env.
func NewSite(data string, env server.Environment) *Site {
	s := &Site{data: data}
	s.last.Store(&env)
	return s
}

// Service is one of a server's addresses.
type Service func(server.Environment) string

// The services.
var (
	Metadata        Service = func(e server.Environment) string { return e.Metadata }
	ResourceManager Service = func(e server.Environment) string { return e.ResourceManager }
)

// Dial connects to a service. Where nobody answers, it looks whether the server
// has come back at another address.
func (s *Site) Dial(ctx context.Context, service Service) (net.Conn, error) {
	last := s.last.Load()
	conn, err := dial(ctx, service(*last))
	if err == nil {
		return conn, nil
	}
	env, readErr := server.ReadEnvironment(s.data)
	if readErr != nil || service(env) == service(*last) {
		return nil, err
	}
	s.last.Store(&env)
	return dial(ctx, service(env))
}

func dial(ctx context.Context, origin string) (net.Conn, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", u.Host)
}
