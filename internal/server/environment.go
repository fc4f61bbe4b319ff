package server

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/portal"
)

// Environment is what a client needs to know of a server. Its JSON form is
// stable: programs read it.
type Environment struct {
	ResourceManager string `json:"resourceManager"`
	Login           string `json:"login"`
	Graph           string `json:"graph"`
	Metadata        string `json:"metadata"`
	Portal          string `json:"portal"`
	// Proxy is the HTTP proxy behind which Azure's public hosts are this server.
	Proxy string `json:"proxy"`
	// CAFile is "" for a server without a data directory; Server.CA has the content.
	CAFile         string `json:"caFile"`
	TenantID       string `json:"tenantId"`
	SubscriptionID string `json:"subscriptionId"`
	// ServiceAccountIssuer is the issuer that federated credentials of workloads name.
	ServiceAccountIssuer string `json:"serviceAccountIssuer"`
	ClientID             string `json:"clientId,omitempty"`
	ClientSecret         string `json:"clientSecret,omitempty"`
}

// ErrNoServer is ReadEnvironment's answer for a directory that no server has used.
var ErrNoServer = errors.New("no server has run with this data directory yet")

// ReadEnvironment reads what the server that serves a data directory, or served
// it last, has written there.
func ReadEnvironment(dir string) (Environment, error) {
	var e Environment
	err := readJSON(filepath.Join(dir, environmentFile), &e)
	if errors.Is(err, fs.ErrNotExist) {
		return e, fmt.Errorf("%s: %w", dir, ErrNoServer)
	}
	if err != nil {
		return e, err
	}
	var admin Admin
	if err := readJSON(filepath.Join(dir, adminFile), &admin); err != nil {
		return e, err
	}
	e.ClientID, e.ClientSecret = admin.ClientID, admin.ClientSecret
	return e, nil
}

// Environment is what a client needs to know of this server.
func (s *Server) Environment() Environment {
	origin := "https://" + clientHost(s.https)
	var authority string
	if s.config.Data != "" {
		authority = filepath.Join(s.config.Data, caFile)
	}
	return Environment{
		ResourceManager: origin,
		Login:           origin,
		Graph:           "https://localhost:" + portOf(s.https),
		Metadata:        "http://" + clientHost(s.metadata),
		Portal:          origin + portal.Path,
		Proxy:           "http://" + clientHost(s.metadata),
		CAFile:          authority,
		TenantID:        s.tenant.TenantID,
		SubscriptionID:  s.tenant.SubscriptionID,

		ServiceAccountIssuer: s.AccountIssuer(),

		ClientID:     s.admin.ClientID,
		ClientSecret: s.admin.ClientSecret,
	}
}

// CA is the certificate of the server's certificate authority, as PEM.
func (s *Server) CA() []byte { return s.authority.PEM() }

// writeEnvironment leaves what clients need in the data directory, without the
// secret, which has a file of its own.
func (s *Server) writeEnvironment() error {
	e := s.Environment()
	e.ClientID, e.ClientSecret = "", ""
	return writeJSON(s.config.Data, environmentFile, e, 0o644)
}
