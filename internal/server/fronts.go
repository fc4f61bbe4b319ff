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
	"github.com/azimuthid/azimuth/internal/arm/authorization"
	"github.com/azimuthid/azimuth/internal/arm/changes"
	"github.com/azimuthid/azimuth/internal/arm/compute"
	"github.com/azimuthid/azimuth/internal/arm/deployments"
	"github.com/azimuthid/azimuth/internal/arm/insights"
	"github.com/azimuthid/azimuth/internal/arm/kept"
	"github.com/azimuthid/azimuth/internal/arm/managedidentity"
	"github.com/azimuthid/azimuth/internal/arm/network"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/federation"
	"github.com/azimuthid/azimuth/internal/graph"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/imds"
	"github.com/azimuthid/azimuth/internal/imds/instance"
	"github.com/azimuthid/azimuth/internal/proxy"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/sts"
	"github.com/azimuthid/azimuth/internal/token"
)

// fronts are what the two addresses serve.
type fronts struct {
	https    http.Handler
	metadata *proxy.Proxy // before the metadata service, at the same address
}

// views are what the domain keeps of the store in memory. They follow it from
// before the first write.
type views struct {
	principals   *directory.View
	applications *directory.Applications
	access       *rbac.Authorizer
	machines     *identity.Machines
	revocations  *token.Revocations
}

// The keyring follows the store too, and makes its first key in doing so.
func (s *Server) openViews(ctx context.Context, sealer *token.Sealer) (v views, err error) {
	s.changes = changes.Watch(s.store, s.config.Sources)
	if v.principals, err = directory.Open(ctx, s.store); err != nil {
		return v, err
	}
	if v.applications, err = directory.OpenApplications(ctx, s.store); err != nil {
		return v, err
	}
	if v.access, err = rbac.Open(ctx, s.store); err != nil {
		return v, err
	}
	// Before the machines: an answer that is prepared once they tell of a
	// revocation must find the issuer's cache empty.
	if v.revocations, err = token.OpenRevocations(ctx, s.store); err != nil {
		return v, err
	}
	v.machines = identity.OpenMachines(s.store, v.principals)
	s.keys, err = token.OpenKeyring(ctx, s.store, sealer, s.config.Sources)
	return v, err
}

// buildFronts builds the front ends over the store and its views.
func (s *Server) buildFronts(ctx context.Context, v views, sealer *token.Sealer, master []byte) error {
	authority, err := s.openAuthority(ctx)
	if err != nil {
		return err
	}
	issuer := token.NewIssuer(s.keys, token.IssuerConfig{
		Authority: authority, Sources: s.config.Sources, AcceptsV2: v.acceptsV2, Revocations: v.revocations,
	})
	v.principals.OnGone(issuer.Forget)
	v.revocations.OnRevoke(issuer.Forget)
	verifier := token.NewVerifier(s.keys, token.VerifierConfig{Authority: authority, Sources: s.config.Sources, Revocations: v.revocations})
	outside, err := federation.New(federation.Config{
		Issuers: s.config.FederationIssuers, PrivateHosts: s.config.FederationPrivateHosts, Sources: s.config.Sources,
	})
	if err != nil {
		return err
	}
	audiences := s.audiences(v)
	callers := arm.Authenticator{Verifier: verifier, Audiences: audiences, Active: v.principals.Active, Groups: v.principals.Groups}
	metadata := imds.New(imds.Config{
		TenantID: authority.TenantID, Hosts: metadataHosts(s.metadata), Machines: v.machines, Instances: instance.Source{Store: s.store}, Tokens: issuer, Certificate: s.attestation(),
		Principal: v.principals.Principal, KnownAudience: audiences.Known, Sources: s.config.Sources, Log: s.config.Log,
	})
	engine := &arm.Engine{
		Store:           s.store,
		Sources:         s.config.Sources,
		Identity:        identity.Service{TenantID: authority.TenantID, Sources: s.config.Sources},
		Access:          v.access,
		StrictVersions:  s.config.StrictVersions,
		Published:       arm.Version(s.config.Published),
		DirectoryDelay:  s.config.DirectoryDelay,
		KeepUnknown:     s.config.KeepUnknown,
		CompleteUnknown: kept.Complete,
		UnknownActions:  kept.Actions(derive(master, "kept")),
		Authenticate:    callers.Authenticate,
		Caller:          callers.Caller,
	}
	engine.Register(resources.Provider(), compute.Provider(identity.NewHandles(derive(master, "machines")), network.Addresses{}, metadata), network.Provider(), managedidentity.Provider(), authorization.Provider(v.access, v.principals))
	engine.Routes(resources.Routes()...)
	engine.Routes(authorization.Routes(v.access, v.principals)...)
	engine.Routes(insights.Routes()...)
	engine.Routes(administration.Routes(s)...)
	if s.config.AsyncAzure {
		engine.Pace = arm.AsAzure
	}
	if err := engine.OpenOperations(ctx); err != nil {
		return err
	}
	s.engine = engine
	engine.Routes(compute.Routes()...)
	if err := s.openDeployments(ctx, engine, sealer); err != nil {
		return err
	}
	meter := newMeter()
	manager := &arm.Handler{Engine: engine, Origin: origin, Login: loginOrigin, MaxBody: MaxBody, BodyTime: s.config.BodyTime, Log: s.config.Log}
	s.people = signin.New(s.store, s.config.Sources)
	login := sts.New(sts.Config{
		Origin: origin, Pages: s.pages, Authority: authority, Domain: tenantDomain, Store: s.store, People: s.people, DefaultUser: adminUser, Keys: s.keys, Issuer: issuer, Audiences: audiences,
		Verifier: verifier, Outside: outside, ReusedAssertions: !s.config.SingleUseAssertions,
		Sources: s.config.Sources, Log: s.config.Log,
	})
	objects := graph.New(graph.Config{
		Origin: origin, Login: loginOrigin, TenantID: authority.TenantID, Domain: tenantDomain, Store: s.store, Principals: v.principals, Access: v.access,
		Verifier: verifier, Audiences: audiences, BodyTime: s.config.BodyTime, Sources: s.config.Sources, Log: s.config.Log,
	})
	documents := s.documents()
	edge := edge{observe: s.config.Observe, sources: s.config.Sources, machine: v.machineOf}
	front := func(name string, next http.Handler) http.Handler { return meter.count(name, edge.watch(name, next)) }
	managers, logins, graphs := withDocuments(documents, front(FrontManager, manager)), front(FrontLogin, login), front(FrontGraph, objects)
	pages, err := s.withPortal(meter, split(login, logins, splitGraph(objects, graphs, managers)))
	if err != nil {
		return err
	}
	s.fronts.https = s.hosts(health(meter, pages))
	s.fronts.metadata = s.newProxy(meter, managers, logins, graphs, health(meter, withDocuments(documents, front(FrontMetadata, metadata))))
	return nil
}

// openDeployments adds deployments to the engine, which has everything else by
// now, and takes up those that were under way.
func (s *Server) openDeployments(ctx context.Context, engine *arm.Engine, sealer *token.Sealer) error {
	config := deployments.Config{Engine: engine, Sealer: sealer, Log: s.config.Log}
	if s.config.TemplateRoot != "" {
		folder, err := deployments.OpenFolder(s.config.TemplateRoot)
		if err != nil {
			return err
		}
		s.templates, config.Links = folder, folder
	}
	return deployments.New(config).Resume(ctx)
}

// tenantDomain is the tenant's domain. Names under .test never belong to anybody.
const tenantDomain = "azimuth.test"

func (s *Server) openAuthority(ctx context.Context) (token.Authority, error) {
	var err error
	if s.tenant, s.admin, err = openTenant(ctx, s.store, s.config.Data, s.config.Sources); err != nil {
		return token.Authority{}, err
	}
	authority := token.Authority{TenantID: s.tenant.TenantID}
	if s.config.OwnIssuer {
		authority.OwnOrigin = "https://" + clientHost(s.https)
	}
	return authority, nil
}

// acceptsV2 is the application that an audience names, where that takes tokens of version 2.0.
func (v views) acceptsV2(audience string) (appID string, ok bool) {
	found, ok := v.applications.Audience(audience)
	return found.AppID, ok && found.V2
}

// machineOf is the resource id of the machine that a handle names; "" for none.
func (v views) machineOf(ctx context.Context, handle string) string {
	machine, ok, err := v.machines.ByHandle(ctx, handle)
	if err != nil || !ok {
		return ""
	}
	return machine.ID.String()
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
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
}
