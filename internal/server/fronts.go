package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/authorization"
	"github.com/azimuthid/azimuth/internal/arm/compute"
	"github.com/azimuthid/azimuth/internal/arm/insights"
	"github.com/azimuthid/azimuth/internal/arm/managedidentity"
	"github.com/azimuthid/azimuth/internal/arm/network"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/imds"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/sts"
	"github.com/azimuthid/azimuth/internal/token"
)

// fronts are what the two addresses serve.
type fronts struct{ https, metadata http.Handler }

// views are what the domain keeps of the store in memory. They follow it from
// before the first write.
type views struct {
	principals *directory.View
	access     *rbac.Authorizer
	machines   *identity.Machines
}

func (s *Server) openViews(ctx context.Context) (v views, err error) {
	if v.principals, err = directory.Open(ctx, s.store); err != nil {
		return v, err
	}
	if v.access, err = rbac.Open(ctx, s.store); err != nil {
		return v, err
	}
	v.machines = identity.OpenMachines(s.store, v.principals)
	return v, nil
}

// buildFronts builds the front ends over the store and its views.
func (s *Server) buildFronts(ctx context.Context, v views, sealer *token.Sealer, machineKey []byte) error {
	ring, err := token.OpenKeyring(ctx, s.store, sealer, s.config.Sources)
	if err != nil {
		return err
	}
	authority, err := s.openAuthority(ctx)
	if err != nil {
		return err
	}
	issuer := token.NewIssuer(ring, token.IssuerConfig{Authority: authority, Sources: s.config.Sources})
	v.principals.OnGone(issuer.Forget)
	audiences := s.audiences()
	engine := &arm.Engine{
		Store:          s.store,
		Sources:        s.config.Sources,
		Identity:       identity.Service{TenantID: authority.TenantID, Sources: s.config.Sources},
		Access:         v.access,
		StrictVersions: s.config.StrictVersions,
		Authenticate: arm.Authenticator{
			Verifier:  token.NewVerifier(ring, token.VerifierConfig{Authority: authority, Sources: s.config.Sources}),
			Audiences: audiences,
			Principal: v.principals.Principal,
		}.Authenticate,
	}
	engine.Register(resources.Provider(), compute.Provider(identity.NewHandles(machineKey)), network.Provider(), managedidentity.Provider(), authorization.Provider(v.access, v.principals))
	engine.Routes(resources.Routes()...)
	engine.Routes(authorization.Routes(v.access, v.principals)...)
	engine.Routes(insights.Routes()...)
	if s.config.AsyncAzure {
		engine.Pace = arm.AsAzure
	}
	if err := engine.OpenOperations(ctx); err != nil {
		return err
	}
	s.engine = engine
	meter := newMeter()
	manager := &arm.Handler{Engine: engine, Origin: origin, MaxBody: MaxBody, BodyTime: s.config.BodyTime, Log: s.config.Log}
	login := sts.New(sts.Config{
		Origin: origin, Authority: authority, Store: s.store, Keys: ring, Issuer: issuer,
		Audiences: audiences, Sources: s.config.Sources, Log: s.config.Log,
	})
	metadata := imds.New(imds.Config{
		TenantID: authority.TenantID, Hosts: metadataHosts(s.metadata), Machines: v.machines, Tokens: issuer,
		Principal: v.principals.Principal, KnownAudience: audiences.Known, Sources: s.config.Sources, Log: s.config.Log,
	})
	s.fronts.https = s.hosts(health(meter, split(login, meter.count("login", login), meter.count("resourceManager", manager))))
	s.fronts.metadata = health(meter, meter.count("metadata", metadata))
	return nil
}

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

func (s *Server) audiences() *token.Audiences {
	port := portOf(s.https)
	own := make([]string, 0, 1+len(s.config.Hosts))
	own = append(own, "https://"+clientHost(s.https))
	for _, host := range s.config.Hosts {
		own = append(own, "https://"+net.JoinHostPort(host, port))
	}
	return &token.Audiences{
		ResourceManager: own,
		Graph:           []string{"https://localhost:" + port},
		Extra:           s.config.Audiences,
		Application: func(ctx context.Context, appID string) (bool, error) {
			_, err := s.store.Get(ctx, directory.ApplicationKey(appID))
			if errors.Is(err, resource.ErrNotFound) {
				return false, nil
			}
			return err == nil, err
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

// hosts refuses requests for hosts that are not ours: a page in a browser that
// makes its own name point here gets nothing.
func (s *Server) hosts(next http.Handler) http.Handler {
	known := append([]string{"localhost", "127.0.0.1", "::1"}, s.config.Hosts...)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, strings.Trim(host, "[]")) }) {
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
