package workload

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/cli/running"
)

// The bounds of a token's life, which are the server's.
const (
	LeastLife = 10 * time.Minute
	MostLife  = 24 * time.Hour
)

// Source has the tokens of a service account.
type Source struct {
	Data    string // the directory of the server
	Account machine.Account
	Life    time.Duration

	token issued
}

// issued is a token and its times, by the server's clock.
type issued struct {
	Token   string
	Issued  time.Time `json:"issuedTimestamp"`
	Expires time.Time `json:"expirationTimestamp"`
}

// renewable reports whether the token is so old that there should be another: that
// is at four fifths of its life, as with kubelet. A clock that was set back counts too.
func (i issued) renewable(now time.Time) bool {
	return !now.Before(i.Issued.Add(i.Expires.Sub(i.Issued)*4/5)) || now.Before(i.Issued.Add(-time.Minute))
}

// Token is the last token.
func (s *Source) Token() []byte { return []byte(s.token.Token) }

const version = "2024-01-01"

// First has the first token.
func (s *Source) First(ctx context.Context, c *client.Client) error {
	var next issued
	path := "/providers/Azimuth/serviceAccounts/" + s.Account.Namespace + "/" + s.Account.Name + "/token"
	err := c.Call(ctx, http.MethodPost, path, version, map[string]any{"expirationSeconds": int64(s.Life / time.Second)}, &next)
	if err == nil {
		s.token = next
	}
	return err
}

// every is how often the server's clock is looked at: it may be moved.
const every = 2 * time.Second

// tolerated is at how many failures in a row they are told.
const tolerated = 3

// Keep gives put each token after the first, until ctx ends. failed is told once
// when there is none in time.
func (s *Source) Keep(ctx context.Context, put func(token []byte), failed func(error)) {
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	k := keeper{Source: s}
	defer k.forget()
	failures := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		renewed, err := k.look(ctx)
		switch {
		case renewed:
			put(s.Token())
			failures = 0
		case err != nil && ctx.Err() == nil:
			// The first may come from a client that has signed in long ago.
			if failures++; failures == tolerated && s.token.renewable(time.Now()) {
				failed(err)
			}
		}
	}
}

// keeper asks the server again and again, which may be started again meanwhile.
type keeper struct {
	*Source
	client *client.Client // nil where the last one did not work
}

func (k *keeper) forget() {
	if k.client != nil {
		k.client.Close()
		k.client = nil
	}
}

// look renews the token if it is time.
func (k *keeper) look(ctx context.Context) (renewed bool, err error) {
	defer func() {
		if err != nil {
			k.forget() // the next finds the server where it is, and signs in again
		}
	}()
	if k.client == nil {
		if k.client, err = running.Find(ctx, k.Data); err != nil {
			return false, err
		}
	}
	now, err := k.now(ctx)
	if err != nil || !k.token.renewable(now) {
		return false, err
	}
	err = k.First(ctx, k.client)
	return err == nil, err
}

// now is the server's time; a server whose time comes from elsewhere has that of
// this machine.
func (k *keeper) now(ctx context.Context) (time.Time, error) {
	var state struct{ Now time.Time }
	err := k.client.Get(ctx, "/providers/Azimuth/clock", version, &state)
	if client.HasCode(err, "ClockNotMovable") {
		return time.Now(), nil
	}
	if err != nil {
		return time.Time{}, errors.Join(errors.New("the server's time is not known"), err)
	}
	return state.Now, nil
}
