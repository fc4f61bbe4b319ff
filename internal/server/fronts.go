package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/administration"
	"github.com/azimuthid/azimuth/internal/federation"
	"github.com/azimuthid/azimuth/internal/graph"
	"github.com/azimuthid/azimuth/internal/imds"
	"github.com/azimuthid/azimuth/internal/imds/instance"
	"github.com/azimuthid/azimuth/internal/proxy"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/snapshot"
	"github.com/azimuthid/azimuth/internal/sts"
	"github.com/azimuthid/azimuth/internal/throttle"
	"github.com/azimuthid/azimuth/internal/token"
)

// fronts are what the two addresses serve.
type fronts struct {
	https    http.Handler
	metadata *proxy.Proxy // before the metadata service, at the same address
}

// tokens are what tokens are made and judged with.
type tokens struct {
	authority token.Authority
	issuer    *token.Issuer
	verifier  *token.Verifier
	audiences *token.Audiences
}

func (s *Server) openTokens(v views) tokens {
	authority := s.authorityOfTokens()
	issuer := token.NewIssuer(s.keys, token.IssuerConfig{
		Authority: authority, Sources: s.config.Sources, AcceptsV2: v.acceptsV2, Revocations: v.revocations,
	})
	v.principals.OnGone(issuer.Forget)
	v.revocations.OnRevoke(issuer.Forget)
	verifier := token.NewVerifier(s.keys, token.VerifierConfig{Authority: authority, Sources: s.config.Sources, Revocations: v.revocations})
	return tokens{authority, issuer, verifier, s.audiences(v)}
}

// buildFronts builds the front ends over the store and its views.
func (s *Server) buildFronts(ctx context.Context, v views, sealer *token.Sealer) error {
	t := s.openTokens(v)
	if s.config.AzureLimits {
		s.limits = throttle.NewCounter(s.config.Sources.Now)
	}
	machines, err := s.machineMap()
	if err != nil {
		return err
	}
	s.accounts = token.NewServiceAccounts(t.authority.TenantID, s.store, sealer, s.config.Sources)
	metadata := imds.New(imds.Config{
		TenantID: t.authority.TenantID, Hosts: metadataHosts(s.metadata), Machines: v.machines, Map: machines, Instances: instance.Source{Store: s.store}, Events: s.events(), Tokens: t.issuer, Certificate: s.attestation(),
		Principal: v.principals.Principal, KnownAudience: t.audiences.Known, Sources: s.config.Sources, Log: s.config.Log,
		Limits: s.config.MetadataLimits, Unknown: s.unknownIdentity,
	})
	if err := s.openEngine(ctx, v, t, metadata, sealer); err != nil {
		return err
	}
	login, err := s.newLogin(t)
	if err != nil {
		return err
	}
	objects := graph.New(graph.Config{
		Origin: origin, Login: loginOrigin, TenantID: t.authority.TenantID, Domain: tenantDomain, Store: s.store, Principals: v.principals, Access: v.access,
		Verifier: t.verifier, Audiences: t.audiences, Limits: s.limits, BodyTime: s.config.BodyTime, Sources: s.config.Sources, Log: s.config.Log,
	})
	return s.mount(login, objects, metadata)
}

func (s *Server) newLogin(t tokens) (*sts.Service, error) {
	outside, err := federation.New(federation.Config{
		Issuers: s.config.FederationIssuers, PrivateHosts: s.config.FederationPrivateHosts, Sources: s.config.Sources,
	})
	if err != nil {
		return nil, err
	}
	s.people = signin.New(s.store, s.config.Sources)
	return sts.New(sts.Config{
		Origin: origin, Pages: s.pages, Authority: t.authority, Domain: tenantDomain, Store: s.store, People: s.people, DefaultUser: adminUser, Keys: s.keys, Issuer: t.issuer, Audiences: t.audiences,
		Verifier: t.verifier, Accounts: s.accounts, Outside: outside, ReusedAssertions: !s.config.SingleUseAssertions, Limits: s.limits,
		Sources: s.config.Sources, Log: s.config.Log,
	}), nil
}

// mount puts the front ends at the two addresses.
func (s *Server) mount(login *sts.Service, objects *graph.Handler, metadata *imds.Handler) error {
	manager := &arm.Handler{Engine: s.engine, Origin: origin, Login: loginOrigin, MaxBody: MaxBody, BodyTime: s.config.BodyTime, Log: s.config.Log}
	whole := *manager
	whole.MaxBody = snapshot.MaxSize
	meter, documents := s.config.Meter, s.documents()
	edge := edge{observe: s.config.Observe, faults: s.faults, spoiler: s.spoiler(metadata), sources: s.config.Sources, asked: metadata.Asked}
	guarded := func(f front) http.Handler { return meter.Count(f.name, edge.guard(f)) }
	managers := withDocuments(documents, guarded(front{FrontManager, larger(manager, &whole), manager.Refuse}))
	logins, graphs := guarded(front{FrontLogin, login, login.Refuse}), guarded(front{FrontGraph, objects, objects.Refuse})
	pages, err := s.withPortal(meter, split(login, logins, splitGraph(objects, graphs, managers)))
	if err != nil {
		return err
	}
	s.fronts.https = s.hosts(health(meter, pages))
	s.fronts.metadata = s.newProxy(meter, managers, logins, graphs, health(meter, withDocuments(documents, guarded(front{FrontMetadata, metadata, metadata.Refuse}))))
	return nil
}

// larger sends what may be as long as the whole state to a handler that takes it.
func larger(manager, whole http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.EqualFold(r.URL.Path, administration.StatePath) {
			whole.ServeHTTP(w, r)
			return
		}
		manager.ServeHTTP(w, r)
	})
}

// tenantDomain is the tenant's domain. Names under .test never belong to anybody.
const tenantDomain = "azimuth.test"

// authorityOfTokens is who issues tokens.
func (s *Server) authorityOfTokens() token.Authority {
	authority := token.Authority{TenantID: s.tenant.TenantID}
	if s.config.OwnIssuer {
		authority.OwnOrigin = "https://" + clientHost(s.https)
	}
	return authority
}

func (s *Server) audiences(v views) *token.Audiences {
	port := portOf(s.https)
	own := make([]string, 0, 1+len(s.config.Hosts))
	own = append(own, "https://"+clientHost(s.https))
	for _, host := range s.config.Hosts {
		own = append(own, "https://"+net.JoinHostPort(host, port))
	}
	objects := make([]string, 0, 2+len(own))
	objects = append(objects, "https://localhost:"+port, "https://localhost:"+port+"/graph")
	for _, address := range own {
		objects = append(objects, address+"/graph")
	}
	return &token.Audiences{
		ResourceManager: own,
		Graph:           objects,
		Extra:           s.config.Audiences,
		Application: func(_ context.Context, name string) (bool, error) {
			_, ok := v.applications.Audience(name)
			return ok, nil
		},
	}
}

// split sends the paths of the token service there, and all else to Resource Manager.
func split(login *sts.Service, counted, manager http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if login.Serves(r.URL.Path) {
			counted.ServeHTTP(w, r)
			return
		}
		manager.ServeHTTP(w, r)
	})
}

// splitGraph sends what is for Microsoft Graph there, and all else to Resource Manager.
func splitGraph(objects *graph.Handler, counted, manager http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if objects.Serves(r) {
			counted.ServeHTTP(w, r)
			return
		}
		manager.ServeHTTP(w, r)
	})
}

// hosts refuses requests for hosts that are not ours: a page in a browser that
// makes its own name point here gets nothing.
func (s *Server) hosts(next http.Handler) http.Handler {
	known := slices.Concat(loopbackNames, s.config.Hosts)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := hostOf(r)
		if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, host) }) {
			arm.Refuse(w, resource.Errorf(resource.KindMisdirected, "MisdirectedRequest", "The host '%s' is not served here.", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// origin is the address at which the client of a request reaches us.
func origin(r *http.Request) string { return "https://" + r.Host }

func metadataHosts(l net.Listener) []string {
	port := portOf(l)
	return []string{clientHost(l), "127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port}
}

// httpServer is a server with limits on what a client may hold up.
func (s *Server) httpServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: time.Minute, // bounds handshakes too, which take long on a machine that is busy
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ConnContext:       withConnection,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
}
