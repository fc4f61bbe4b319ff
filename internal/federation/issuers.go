package federation

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Why there is no key. Key's errors have one of these in their chain.
var (
	ErrNotAllowed  = errors.New("federation: the issuer is not in the list of those that may be asked")
	ErrUnreachable = errors.New("federation: the issuer's keys cannot be fetched")
	ErrUnknownKey  = errors.New("federation: the issuer has no such key")
)

const (
	// refreshPause is how long after a fetch a key that is not known, or a
	// fetch that failed, leads to the next one.
	refreshPause = time.Minute
	// maxIssuers bounds how many issuers' keys are kept.
	maxIssuers = 256
)

// Config says whom to ask.
type Config struct {
	// Issuers are the issuers that may be asked: each one to the letter, or,
	// with "*" at its end, all that begin so, such as
	// "https://oidc.prod-aks.azure.com/*". None means that nothing is ever fetched.
	Issuers []string
	// PrivateHosts are hosts (names or addresses, without port) that may be on
	// loopback or in a private network. Only there may an issuer be of http, on loopback.
	PrivateHosts []string
	// Resolve looks a host's addresses up; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Roots are whose certificates are believed; nil for those of the system.
	Roots   *x509.CertPool
	Sources resource.Sources
}

// Issuers gives the keys of outside issuers. It may be used from many goroutines.
type Issuers struct {
	allowed allowed
	fetcher *fetcher
	now     func() time.Time

	mu    sync.Mutex
	known map[string]*issuer
}

// issuer is what is known of one issuer.
type issuer struct {
	keys    keySet
	fetched time.Time // when the last fetch began; zero for never
	fresh   time.Time // until when keys may be used
	err     error     // of the last fetch
	done    chan struct{}
}

// New makes an Issuers. It fails where an entry of the list is none that can be meant.
func New(c Config) (*Issuers, error) {
	a, err := readAllowed(c.Issuers, c.PrivateHosts)
	if err != nil {
		return nil, err
	}
	return &Issuers{allowed: a, fetcher: newFetcher(a, c.Resolve, c.Roots), now: c.Sources.Now, known: make(map[string]*issuer)}, nil
}

// Key returns an issuer's key for RS256 by its id. Callers that ask at the same
// time share one fetch, which outlives each of them. The error is one of
// ErrNotAllowed, ErrUnreachable and ErrUnknownKey, or the context's.
func (s *Issuers) Key(ctx context.Context, name, kid string) (*rsa.PublicKey, error) {
	if !s.allowed.has(name) {
		return nil, fmt.Errorf("%w: %q", ErrNotAllowed, name)
	}
	if _, err := readIssuer(name); err != nil {
		return nil, fmt.Errorf("%w: %q: %w", ErrNotAllowed, name, err)
	}
	s.mu.Lock()
	i := s.entry(name)
	if key, ok := s.key(i, kid); ok {
		s.mu.Unlock()
		return key, nil
	}
	if i.done == nil && s.isDue(i) {
		s.fetch(ctx, name, i)
	}
	done := i.done
	s.mu.Unlock()
	if done != nil {
		select {
		case <-done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if key, ok := s.key(i, kid); ok {
		return key, nil
	}
	if i.err != nil {
		return nil, fmt.Errorf("%w: %q: %w", ErrUnreachable, name, i.err)
	}
	return nil, fmt.Errorf("%w: %q", ErrUnknownKey, kid)
}

// key is what is known of a key and fresh.
func (s *Issuers) key(i *issuer, kid string) (*rsa.PublicKey, bool) {
	key, ok := i.keys[kid]
	return key, ok && s.now().Before(i.fresh)
}

// isDue reports whether the last fetch is long enough ago for the next one.
func (s *Issuers) isDue(i *issuer) bool {
	return i.fetched.IsZero() || !s.now().Before(i.fetched.Add(refreshPause))
}

// fetch begins a fetch. A client that goes away does not end it for the others.
func (s *Issuers) fetch(ctx context.Context, name string, i *issuer) {
	i.fetched = s.now()
	i.done = make(chan struct{})
	ctx = context.WithoutCancel(ctx)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, 2*fetchTime)
		defer cancel()
		keys, keep, err := s.fetcher.fetchKeys(ctx, name)
		s.mu.Lock()
		defer s.mu.Unlock()
		if i.err = err; err == nil {
			i.keys, i.fresh = keys, i.fetched.Add(keep)
		}
		close(i.done)
		i.done = nil
	}()
}

// entry is the issuer's, made where there is none. One that was asked longest
// ago makes room.
func (s *Issuers) entry(name string) *issuer {
	if i := s.known[name]; i != nil {
		return i
	}
	if len(s.known) >= maxIssuers {
		oldest := ""
		for name, i := range s.known {
			if i.done == nil && (oldest == "" || i.fetched.Before(s.known[oldest].fetched)) {
				oldest = name
			}
		}
		delete(s.known, oldest)
	}
	i := &issuer{}
	s.known[name] = i
	return i
}
