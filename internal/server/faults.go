package server

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/imds"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// Faults are the bad days that are on demand.
func (s *Server) Faults() *fault.Set { return s.faults }

// spoiler is what carries faults out at the edge.
func (s *Server) spoiler(metadata *imds.Handler) spoiler {
	return spoiler{
		faults: s.faults,
		wait:   s.waitUntil,
		revoke: s.revokeTokens,
		rotate: func(ctx context.Context) error {
			defer metadata.Forget()
			_, err := s.keys.Rotate(ctx, true)
			return err
		},
		failed: func(what string, err error) { s.config.Log.Error(what, "error", err) },
	}
}

// waitUntil waits for the server's clock; where the time comes from elsewhere,
// for the machine's.
func (s *Server) waitUntil(ctx context.Context, until time.Time) error {
	if s.config.Clock != nil {
		return s.config.Clock.Wait(ctx, until)
	}
	timer := time.NewTimer(until.Sub(s.config.Sources.Now()))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// revokeTokens refuses all tokens of a principal from before now. The principal
// is written anew as it is, so that who keeps answers for it asks again.
func (s *Server) revokeTokens(ctx context.Context, principalID string) error {
	err := s.engine.Work(ctx, token.RevocationKey(principalID), func(u *arm.Unit) error {
		principal, err := u.Get(ctx, directory.PrincipalKey(principalID))
		if errors.Is(err, resource.ErrNotFound) {
			principal, err = u.Get(ctx, directory.UserKey(principalID))
		}
		if err != nil {
			return err
		}
		revoked, err := token.Revoke(ctx, u.Get, principalID, s.config.Sources.Now())
		if err != nil {
			return err
		}
		u.Put(principal)
		u.Put(revoked)
		return nil
	})
	if errors.Is(err, resource.ErrNotFound) {
		return nil // whose token it is has no principal here: it is refused anyway
	}
	return err
}

// unknownIdentity reports whether the metadata service is not to know an identity
// of a machine yet.
func (s *Server) unknownIdentity(m identity.Machine, principalID string) bool {
	if !s.faults.Armed(fault.AtIdentity) {
		return false
	}
	q := fault.Request{Front: fault.Metadata, Machine: m.ID.String(), ObjectID: principalID}
	for _, holder := range []resource.ID{m.ID, m.Host} {
		if s.faults.Unknown(fault.Subject{At: fault.AtIdentity, Name: principalID, Host: holder.Key()}, q) {
			return true
		}
	}
	return false
}
