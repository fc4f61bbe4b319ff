package sts

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/throttle"
	"github.com/azimuthid/azimuth/internal/token"
)

// Config is what the service needs. All members but Domain, DefaultUser, Limits and
// ReusedAssertions are required.
type Config struct {
	// Origin is the address at which the client of the request reaches us, such
	// as "https://127.0.0.1:8443": the documents name endpoints there.
	Origin func(*http.Request) string
	// Pages is the address at which a browser opens the pages of a device's
	// sign-in: it is behind no proxy, though the device may be. nil means Origin.
	Pages     func(*http.Request) string
	Authority token.Authority
	// Domain is the tenant's domain, which stands for its id in paths, or "".
	Domain string
	Store  resource.Store // for applications and their principals
	// People keeps who signed in.
	People *signin.Book
	// DefaultUser stands in the sign-in page's field at first, or "".
	DefaultUser string
	Keys        *token.Keyring
	Issuer      *token.Issuer
	Audiences   *token.Audiences
	// Verifier checks our own tokens where they stand for an application.
	Verifier *token.Verifier
	// Accounts are the service accounts whose tokens stand for identities.
	Accounts *token.ServiceAccounts
	// Outside gives the keys of the issuers that federated credentials name.
	Outside OutsideIssuers
	// Limits counts requests for tokens and refuses those that are too many; nil counts none.
	Limits *throttle.Counter
	// ReusedAssertions accepts an assertion that an application signed more
	// than once while it is valid. Some client libraries send one for ten
	// minutes; whoever reads one on its way can send it too.
	ReusedAssertions bool
	Sources          resource.Sources
	Log              *slog.Logger
}

// Service serves Entra's endpoints. It redirects where the protocol does, to
// addresses that clients have registered, and nowhere else.
type Service struct {
	config Config
	seen   seen
}

// New makes a Service.
func New(config Config) *Service {
	if config.Pages == nil {
		config.Pages = config.Origin
	}
	return &Service{config: config}
}

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
	allow := x.verbs()
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", strings.Join(append(allow, http.MethodOptions), ", "))
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if !slices.Contains(allow, r.Method) {
		w.Header().Set("Allow", strings.Join(append(allow, http.MethodOptions), ", "))
		s.fail(x, wrongVerb.error(allow[0], r.Method))
		return
	}
	known, ok := s.tenant(tenant)
	x.tenant = known
	switch {
	case !ok && (e.isToken() || e.isPage()):
		s.fail(x, unknownTenant.error(known))
	case !ok:
		s.fail(x, unknownTenantInDiscovery.error(known))
	case e.isPage():
		if err := s.page(x); err != nil {
			s.fail(x, err)
		}
	default:
		reply, err := s.answer(x)
		if err != nil {
			s.fail(x, err)
			return
		}
		x.write(http.StatusOK, reply)
	}
}

// verbs are the methods that the endpoint takes, beside OPTIONS.
func (x *exchange) verbs() []string {
	switch {
	case x.endpoint.isToken():
		return []string{http.MethodPost}
	case x.endpoint.isPage():
		return []string{http.MethodGet, http.MethodPost}
	default:
		return []string{http.MethodGet, http.MethodHead}
	}
}

func (s *Service) answer(x *exchange) (any, error) {
	switch x.endpoint {
	case configurationV1, configurationV2:
		return s.configuration(x), nil
	case instanceDiscovery:
		return s.instance(x)
	case userRealm:
		return s.userRealm(x), nil
	case keysV1, keysV2:
		return s.keys(x), nil
	case accountsConfiguration:
		return s.accountConfiguration(x), nil
	case accountsKeys:
		return s.accountKeys(x)
	case deviceCodeV1, deviceCodeV2:
		return s.deviceCode(x)
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
