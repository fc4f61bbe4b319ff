package sts

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// Config is what the service needs. All members but Domain and ReusedAssertions
// are required.
type Config struct {
	// Origin is the address at which the client of the request reaches us, such
	// as "https://127.0.0.1:8443": the documents name endpoints there.
	Origin    func(*http.Request) string
	Authority token.Authority
	// Domain is the tenant's domain, which stands for its id in paths, or "".
	Domain    string
	Store     resource.Store // for applications and their principals
	Keys      *token.Keyring
	Issuer    *token.Issuer
	Audiences *token.Audiences
	// Verifier checks our own tokens where they stand for an application.
	Verifier *token.Verifier
	// Outside gives the keys of the issuers that federated credentials name.
	Outside OutsideIssuers
	// ReusedAssertions accepts an assertion that an application signed more
	// than once while it is valid. Some client libraries send one for ten
	// minutes; whoever reads one on its way can send it too.
	ReusedAssertions bool
	Sources          resource.Sources
	Log              *slog.Logger
}

// Service serves Entra's endpoints. It never redirects.
type Service struct {
	config Config
	seen   seen
}

// New makes a Service.
func New(config Config) *Service { return &Service{config: config} }

// Serves reports whether the path is one of ours, so that one host can serve
// Resource Manager too.
func (s *Service) Serves(path string) bool {
	e, _ := route(path)
	return e != nowhere
}

// ServeHTTP answers one request. What is not ours gets an empty 404.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, tenant := route(r.URL.Path)
	x := s.begin(w, r, e)
	if e == nowhere {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	allow := "GET, HEAD, OPTIONS"
	if x.isToken() {
		allow = "POST, OPTIONS"
	}
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allow)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	reply, err := s.answer(x, tenant)
	if err != nil {
		if resource.AsError(err).Kind == resource.KindMethod {
			w.Header().Set("Allow", allow)
		}
		s.fail(x, err)
		return
	}
	x.write(http.StatusOK, reply)
}

func (s *Service) answer(x *exchange, tenant string) (any, error) {
	verb := x.request.Method
	if x.isToken() && verb != http.MethodPost {
		return nil, wrongVerb.error("POST", verb)
	}
	if !x.isToken() && verb != http.MethodGet && verb != http.MethodHead {
		return nil, wrongVerb.error("GET", verb)
	}
	tenant, ok := s.tenant(tenant)
	if !ok {
		if x.isToken() {
			return nil, unknownTenant.error(tenant)
		}
		return nil, unknownTenantInDiscovery.error(tenant)
	}
	switch x.endpoint {
	case configurationV1, configurationV2:
		return s.configuration(x, tenant), nil
	case instanceDiscovery:
		return s.instance(x)
	case keysV1, keysV2:
		return s.keys(x), nil
	default:
		return s.token(x)
	}
}

// tenant returns the name under which our documents speak of the tenant: its
// id, also where its domain was asked for, or the word that stands for any.
// Where the tenant is none of ours it returns the name for the error's text.
func (s *Service) tenant(name string) (string, bool) {
	id, domain := s.config.Authority.TenantID, s.config.Domain
	switch lower := strings.ToLower(name); {
	case lower == id, domain != "" && strings.EqualFold(name, domain):
		return id, true
	case lower == tenantCommon, lower == tenantOrganizations:
		return lower, true
	default:
		return shown(name), false
	}
}
