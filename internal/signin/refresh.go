package signin

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	// refreshLife is how long a refresh token is good without being used, and
	// browserRefreshLife how long that of a page in a browser is at all (Entra's).
	refreshLife        = 90 * 24 * time.Hour
	browserRefreshLife = 24 * time.Hour
	// extendAfter is how much of a token's life passes before its use is written
	// down: not every use is worth a write.
	extendAfter = 24 * time.Hour
)

// Refresh is what stands behind a refresh token.
type Refresh struct {
	Person   Person `json:"person"`
	ClientID string `json:"clientId"`
	// Family reports that the clients of the family share the token.
	Family bool `json:"family,omitempty"`
	// Browser reports that the token is in a page of a browser: it ends with the
	// session, and its life is not extended.
	Browser bool `json:"browser,omitempty"`
	// Confidential reports that the client must present its credential too.
	Confidential bool `json:"confidential,omitempty"`
	// Scope or Resource is what was asked for at first.
	Scope    string `json:"scope,omitempty"`
	Resource string `json:"resource,omitempty"`
}

// RefreshOf is the refresh token of what a person has let a client have.
func RefreshOf(a Authorization, family bool) Refresh {
	r := Refresh{Person: a.Person, ClientID: a.ClientID, Family: family, Browser: a.Browser, Confidential: a.Confidential, Scope: a.Scope, Resource: a.Resource}
	if !a.Browser {
		r.Person.Session = "" // programs outlive the browser
	}
	return r
}

type refresh struct {
	kept
	Refresh
}

// NewRefresh makes a refresh token.
func (b *Book) NewRefresh(ctx context.Context, r Refresh) (string, error) {
	secret, d := b.newRefresh(r)
	_, err := b.store.Update(ctx, resource.Batch{Puts: []resource.Document{d}})
	return secret, err
}

func (b *Book) newRefresh(r Refresh) (secret string, d resource.Document) {
	secret = b.secret()
	life := refreshLife
	if r.Browser {
		life = browserRefreshLife
	}
	return secret, refreshes.remember(secret, refresh{kept{b.sources.Now().Add(life).UTC()}, r})
}

// UseRefresh returns what stands behind a refresh token, for the client that it
// was given to, or one of its family. The token stays good. It fails with
// ErrUnknown, ErrExpired or ErrOtherClient; whether the person may still have
// tokens, User says.
func (b *Book) UseRefresh(ctx context.Context, secret, clientID string, family bool) (Refresh, error) {
	var r refresh
	d, err := b.recall(ctx, refreshes, secret, &r)
	if err != nil {
		return r.Refresh, err
	}
	if r.ClientID != clientID && (!r.Family || !family) {
		return r.Refresh, ErrOtherClient
	}
	now := b.sources.Now()
	if left := r.Expires.Sub(now); r.Browser || left > refreshLife-extendAfter {
		return r.Refresh, nil
	}
	r.Expires = now.Add(refreshLife).UTC()
	if err := b.replace(ctx, d, refreshes.at(d.Key, r)); err != nil && !errors.Is(err, ErrUsed) {
		return r.Refresh, err
	}
	return r.Refresh, nil // who was faster has extended it as well, or taken it away just after
}
