package server

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/resource"
)

// ClockState tells of the server's clock; false where Config.Clock is none.
func (s *Server) ClockState() (clock.State, bool) {
	if s.config.Clock == nil {
		return clock.State{}, false
	}
	return s.config.Clock.State(), true
}

// AdvanceClock moves the server's clock forward, and does at once what the
// server does now and then: it ends the operations that are due, looks after the
// signing keys and removes what is too old to keep.
func (s *Server) AdvanceClock(ctx context.Context, d time.Duration) error {
	if s.config.Clock == nil {
		return resource.Errorf(resource.KindConflict, "ClockNotMovable", "The time of this server comes from elsewhere.")
	}
	if err := s.config.Clock.Advance(d); err != nil {
		return resource.Invalid("InvalidDuration", "%v.", err)
	}
	s.config.Log.Info("clock moved", "by", d, "now", s.config.Clock.Now())
	return errors.Join(s.engine.Settle(ctx), s.lookAfterKeys(ctx), s.tidy(ctx))
}
