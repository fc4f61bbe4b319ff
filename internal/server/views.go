package server

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm/changes"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/token"
)

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
	s.noteBirths(&v)
	if v.principals, err = directory.Open(ctx, s.store); err != nil {
		return v, err
	}
	if v.applications, err = directory.OpenApplications(ctx, s.store); err != nil {
		return v, err
	}
	if v.access, err = rbac.Open(ctx, s.store); err != nil {
		return v, err
	}
	s.holdBack(&v)
	// Before the machines: an answer that is prepared once they tell of a
	// revocation must find the issuer's cache empty.
	if v.revocations, err = token.OpenRevocations(ctx, s.store); err != nil {
		return v, err
	}
	v.machines = identity.OpenMachines(s.store, v.principals)
	s.keys, err = token.OpenKeyring(ctx, s.store, sealer, s.config.Sources)
	return v, err
}

// acceptsV2 is the application that an audience names, where that takes tokens of version 2.0.
func (v views) acceptsV2(audience string) (appID string, ok bool) {
	found, ok := v.applications.Audience(audience)
	return found.AppID, ok && found.V2
}
