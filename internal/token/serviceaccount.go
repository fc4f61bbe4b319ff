package token

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// ServiceAccount is an account of workloads, as Kubernetes has them.
type ServiceAccount struct{ Namespace, Name string }

// Subject is the account's "sub".
func (a ServiceAccount) Subject() string {
	return "system:serviceaccount:" + a.Namespace + ":" + a.Name
}

// ServiceAccounts issues tokens of service accounts, as the API server of Kubernetes
// does (TokenRequest): they prove to Entra who a workload is. Its keys are its own,
// and the first is made when it is needed. It may be used from many goroutines.
type ServiceAccounts struct {
	tenantID string
	store    resource.Store
	sealer   *Sealer
	sources  resource.Sources

	mu   sync.Mutex // held to open the ring
	ring *Keyring   // nil until it is needed
}

// NewServiceAccounts makes the service accounts of a tenant, whose keys are in the store.
func NewServiceAccounts(tenantID string, store resource.Store, sealer *Sealer, sources resource.Sources) *ServiceAccounts {
	return &ServiceAccounts{tenantID: tenantID, store: store, sealer: sealer, sources: sources}
}

func (s *ServiceAccounts) open(ctx context.Context) (*Keyring, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ring != nil {
		return s.ring, nil
	}
	var err error
	// What is opened follows the store for longer than the request that wants it.
	s.ring, err = openKeyring(context.WithoutCancel(ctx), accountTokens, s.store, s.sealer, s.sources)
	if err != nil {
		s.ring = nil
	}
	return s.ring, err
}

// present is the ring where there are keys, else nil: it makes none.
func (s *ServiceAccounts) present(ctx context.Context) (*Keyring, error) {
	s.mu.Lock()
	ring := s.ring
	s.mu.Unlock()
	if ring != nil {
		return ring, nil
	}
	stored, _, err := s.store.List(ctx, resource.Query{Kind: accountTokens.kind})
	if err != nil || len(stored) == 0 {
		return nil, err
	}
	return s.open(ctx)
}

// IssuerPath is where below a host the issuer of the tokens is: the tenant's id in it
// tells it from that of any other server.
func (s *ServiceAccounts) IssuerPath() string { return "/" + s.tenantID + "/serviceaccounts" }

// accountClaims are those of a token that Kubernetes projects into a pod.
type accountClaims struct {
	Audience   []string `json:"aud"`
	Expires    int64    `json:"exp"`
	IssuedAt   int64    `json:"iat"`
	Issuer     string   `json:"iss"`
	ID         string   `json:"jti"`
	Kubernetes struct {
		Namespace string `json:"namespace"`
		Account   struct {
			Name string `json:"name"`
		} `json:"serviceaccount"`
	} `json:"kubernetes.io"`
	NotBefore int64  `json:"nbf"`
	Subject   string `json:"sub"`
}

// Issue makes a token of an account for an audience, which is valid for a lifetime.
// The issuer ends with IssuerPath.
func (s *ServiceAccounts) Issue(ctx context.Context, issuer string, a ServiceAccount, audience string, life time.Duration) (Token, error) {
	ring, err := s.open(ctx)
	if err != nil {
		return Token{}, err
	}
	now := s.sources.Now().UTC().Truncate(time.Second)
	claims := accountClaims{
		Audience: []string{audience}, Issuer: issuer, Subject: a.Subject(), ID: s.sources.NewGUID(),
		IssuedAt: now.Unix(), NotBefore: now.Unix(), Expires: now.Add(life).Unix(),
	}
	claims.Kubernetes.Namespace, claims.Kubernetes.Account.Name = a.Namespace, a.Name
	payload, err := json.Marshal(claims)
	if err != nil {
		return Token{}, err
	}
	raw, _, err := ring.sign(payload)
	return Token{Raw: raw, IssuedAt: now, NotBefore: now, ExpiresAt: now.Add(life)}, err
}

// Published are the keys by which the tokens are checked, newest first.
func (s *ServiceAccounts) Published(ctx context.Context) ([]PublishedKey, error) {
	ring, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	return ring.Published(), nil
}

// Key is the public key with an id; false where it is none of the accounts' keys.
func (s *ServiceAccounts) Key(ctx context.Context, id string) (*rsa.PublicKey, bool, error) {
	ring, err := s.open(ctx)
	if err != nil {
		return nil, false, err
	}
	key, ok := ring.public(id)
	if !ok {
		return nil, false, nil
	}
	public, ok := key.(*rsa.PublicKey)
	return public, ok, nil
}

// Maintain is that of the keys, where there are any yet.
func (s *ServiceAccounts) Maintain(ctx context.Context, maxAge time.Duration) error {
	ring, err := s.present(ctx)
	if ring == nil || err != nil {
		return err
	}
	return ring.Maintain(ctx, maxAge)
}

// Rotate is that of the keys, where there are any yet.
func (s *ServiceAccounts) Rotate(ctx context.Context, atOnce bool) error {
	ring, err := s.present(ctx)
	if ring != nil && err == nil {
		_, err = ring.Rotate(ctx, atOnce)
	}
	return err
}
