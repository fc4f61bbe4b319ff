package server

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/administration"
	"github.com/azimuthid/azimuth/internal/arm/authorization"
	"github.com/azimuthid/azimuth/internal/arm/compute"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/deployments"
	"github.com/azimuthid/azimuth/internal/arm/insights"
	"github.com/azimuthid/azimuth/internal/arm/kept"
	"github.com/azimuthid/azimuth/internal/arm/managedidentity"
	"github.com/azimuthid/azimuth/internal/arm/network"
	"github.com/azimuthid/azimuth/internal/arm/policy"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
	"github.com/azimuthid/azimuth/internal/token"
)

// openEngine makes the engine that carries out Resource Manager's requests, with
// all that it serves.
func (s *Server) openEngine(ctx context.Context, v views, t tokens, metadata machine.Metadata, sealer *token.Sealer) error {
	callers := arm.Authenticator{Verifier: t.verifier, Audiences: t.audiences, Active: v.principals.Active, Groups: v.principals.Groups}
	s.engine = &arm.Engine{
		Store:           s.store,
		Sources:         s.config.Sources,
		Identity:        identity.Service{TenantID: t.authority.TenantID, Sources: s.config.Sources},
		Access:          v.access,
		StrictVersions:  s.config.StrictVersions,
		Published:       arm.Version(s.config.Published),
		DirectoryDelay:  s.config.DirectoryDelay,
		KeepUnknown:     s.config.KeepUnknown,
		CompleteUnknown: kept.Complete,
		Faults:          s.faults,
		Limits:          s.limits,
		UnknownActions:  kept.Actions(derive(s.master, "kept")),
		Authenticate:    callers.Authenticate,
		Caller:          callers.Caller,
	}
	if s.config.AsyncAzure {
		s.engine.Pace = arm.AsAzure
	}
	s.engine.Register(
		resources.Provider(),
		compute.Provider(identity.NewHandles(derive(s.master, "machines")), network.Addresses{}, metadata),
		network.Provider(),
		managedidentity.Provider(),
		authorization.Provider(v.access, v.principals),
	)
	for _, routes := range [][]arm.Route{
		resources.Routes(), authorization.Routes(v.access, v.principals), insights.Routes(), administration.Routes(s), catalogue.Routes(),
	} {
		s.engine.Routes(routes...)
	}
	if err := s.engine.OpenOperations(ctx); err != nil {
		return err
	}
	return s.openDeployments(ctx, sealer)
}

// events tell machines what is going to happen to them. Whatever has come due is
// done before a machine is told.
func (s *Server) events() scheduledevents.Book {
	return scheduledevents.Book{Store: s.store, Sources: s.config.Sources, Settle: func(ctx context.Context) error { return s.engine.Settle(ctx) }}
}

// openDeployments adds deployments to the engine, which has everything else by
// now, and takes up those that were under way.
func (s *Server) openDeployments(ctx context.Context, sealer *token.Sealer) error {
	config := deployments.Config{Engine: s.engine, Sealer: sealer, Log: s.config.Log}
	if s.config.TemplateRoot != "" {
		folder, err := deployments.OpenFolder(s.config.TemplateRoot)
		if err != nil {
			return err
		}
		s.templates, config.Links = folder, folder
	}
	service := deployments.New(config)
	// Policies deploy, so that they come last.
	if _, err := policy.New(ctx, s.engine, s.config.Log, s.staged); err != nil {
		return err
	}
	if s.staged {
		return nil // what is under way goes on in the server that this one stands beside
	}
	return service.Resume(ctx)
}
