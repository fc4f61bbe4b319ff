package signin

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// sessionLife is how long a browser is remembered: a working day.
const sessionLife = 12 * time.Hour

type session struct {
	kept
	Person Person `json:"person"`
}

// NewSession remembers in a browser who signed in there. It returns the secret
// for the browser, and the person with the session that they now hang on.
func (b *Book) NewSession(ctx context.Context, p Person) (secret string, in Person, err error) {
	secret = b.secret()
	p.Session = ""
	d := sessions.remember(secret, session{kept{b.sources.Now().Add(sessionLife).UTC()}, p})
	_, err = b.store.Update(ctx, resource.Batch{Puts: []resource.Document{d}})
	p.Session = d.Key
	return secret, p, err
}

// Session is the person whom a browser is signed in as; ok is false for nobody.
func (b *Book) Session(ctx context.Context, secret string) (u directory.User, p Person, ok bool, err error) {
	var s session
	d, err := b.recall(ctx, sessions, secret, &s)
	if errors.Is(err, ErrUnknown) || errors.Is(err, ErrExpired) {
		return u, p, false, nil
	}
	if err != nil {
		return u, p, false, err
	}
	p = s.Person
	p.Session = d.Key
	u, err = b.User(ctx, p)
	if errors.Is(err, ErrRevoked) {
		return u, p, false, nil
	}
	return u, p, err == nil, err
}

// EndSession forgets whom a browser is signed in as, and with that the refresh
// tokens of the pages there.
func (b *Book) EndSession(ctx context.Context, secret string) error {
	if secret == "" {
		return nil
	}
	_, err := b.store.Update(ctx, resource.Batch{Deletes: []string{sessions.key(secret)}})
	return err
}
