package signin

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Person is who signed in, when and how.
type Person struct {
	UserID string    `json:"userId"` // object id
	At     time.Time `json:"at"`
	// Methods are how the person proved who they are, as "amr" in tokens has them.
	Methods []string `json:"methods"`
	// Session is the store key of the browser's session in which that was; what
	// hangs on it ends with it. "" for nothing that ends.
	Session string `json:"session,omitempty"`
}

// User is the person as the directory has them now: ErrRevoked where they are
// gone or disabled, where their sessions were revoked since, or where the
// session that they hang on has ended.
func (b *Book) User(ctx context.Context, p Person) (directory.User, error) {
	d, err := b.store.Get(ctx, directory.UserKey(p.UserID))
	if errors.Is(err, resource.ErrNotFound) {
		return directory.User{}, ErrRevoked
	}
	if err != nil {
		return directory.User{}, err
	}
	u, err := directory.ParseUser(d)
	if err != nil {
		return directory.User{}, err
	}
	if !u.AccountEnabled || p.At.Before(u.SessionsValidFrom) {
		return directory.User{}, ErrRevoked
	}
	if p.Session != "" {
		s, err := b.store.Get(ctx, p.Session)
		if errors.Is(err, resource.ErrNotFound) {
			return directory.User{}, ErrRevoked
		}
		if err != nil {
			return directory.User{}, err
		}
		if err := b.read(s, &kept{}); errors.Is(err, ErrExpired) {
			return directory.User{}, ErrRevoked
		} else if err != nil {
			return directory.User{}, err
		}
	}
	return u, nil
}
