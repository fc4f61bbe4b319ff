package ca

import (
	"crypto/tls"
	"slices"
	"sync"
)

// TLSConfig is the configuration of a server that is reached under the hosts,
// names or addresses: one certificate for all of them, which is made at the
// first connection and anew when less than a third of its life is left.
//
// Where the authority may not vouch for one of the hosts, no connection
// succeeds: give them to Open too.
func (a *Authority) TLSConfig(hosts []string) *tls.Config {
	server := &server{authority: a, hosts: slices.Clone(hosts)}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		Time:           a.sources.Now,
		GetCertificate: server.certificate,
	}
}

// server holds the certificate of one TLSConfig.
type server struct {
	authority *Authority
	hosts     []string

	mu      sync.Mutex
	current *tls.Certificate
}

func (s *server) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && !s.due() {
		return s.current, nil
	}
	next, err := s.authority.issue(s.hosts)
	if err != nil {
		return nil, err
	}
	s.current = next
	return next, nil
}

// due reports whether less than a third of the certificate's life is left, or
// the clock was set back to before it.
func (s *server) due() bool {
	leaf, now := s.current.Leaf, s.authority.sources.Now()
	third := leaf.NotAfter.Sub(leaf.NotBefore) / 3
	return leaf.NotAfter.Sub(now) < third || now.Before(leaf.NotBefore)
}
