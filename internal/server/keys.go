package server

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/token"
)

// maintenancePause is how often the signing keys are looked after, by the
// machine's own clock; what is due is judged by the server's.
const maintenancePause = time.Minute

// maintainKeys replaces signing keys that are old and removes dead ones, until
// the context ends.
func (s *Server) maintainKeys(ctx context.Context) {
	ticker := time.NewTicker(maintenancePause)
	defer ticker.Stop()
	for {
		if err := s.lookAfterKeys(ctx); err != nil && ctx.Err() == nil {
			s.config.Log.Error("the signing keys were not looked after", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// lookAfterKeys does what time asks for of the signing keys.
func (s *Server) lookAfterKeys(ctx context.Context) error {
	return errors.Join(s.keys.Maintain(ctx, s.config.KeyAge), s.accounts.Maintain(ctx, s.config.KeyAge))
}

// RotateKeys makes the next signing key of tokens, and that of service accounts
// where these have keys. It signs after ten minutes, for which it is published, or at once.
func (s *Server) RotateKeys(ctx context.Context, atOnce bool) (token.KeyState, error) {
	key, err := s.keys.Rotate(ctx, atOnce)
	if err == nil {
		err = s.accounts.Rotate(ctx, atOnce)
	}
	if err == nil {
		s.config.Log.Info("signing keys rotated", "kid", key.KeyID, "signs", key.Signs)
	}
	return key, err
}

// Keys are the signing keys that are published, newest first.
func (s *Server) Keys() []token.KeyState { return s.keys.Keys() }
