package signin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/store/memory"
)

const (
	annID  = "11111111-1111-1111-1111-111111111111"
	ann    = "ann@azimuth.test"
	client = "22222222-2222-2222-2222-222222222222"
	back   = "http://localhost:1/"
)

// world is a book over a store with one user, and a clock that tests move.
type world struct {
	t     *testing.T
	store resource.Store
	book  *signin.Book
	mu    sync.Mutex
	now   time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, store: memory.Open(), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	w.book = signin.New(w.store, resource.Sources{Now: w.clock, Random: rand.Reader})
	user := directory.User{ID: annID, UserPrincipalName: ann, DisplayName: "Ann", MailNickname: "ann", AccountEnabled: true}
	if _, err := w.store.Update(t.Context(), resource.Batch{Puts: []resource.Document{user.Document()}}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// must is a value, or the end of the test.
func must[T any](t *testing.T) func(value T, err error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func (w *world) person() signin.Person {
	w.t.Helper()
	code, _, err := w.book.NewPasscode(w.t.Context(), annID)
	if err != nil {
		w.t.Fatal(err)
	}
	_, p, err := w.book.Prove(w.t.Context(), ann, code)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func challenge(verifier string) string {
	digest := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

func refreshed(a signin.Authorization) (signin.Refresh, bool) {
	return signin.RefreshOf(a, false), true
}

// Whoever reads the store can sign in with nothing of it.
func TestTheStoreHoldsNoSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	passcode, _, err := w.book.NewPasscode(ctx, annID)
	if err != nil {
		t.Fatal(err)
	}
	p := w.person()
	session, p, err := w.book.NewSession(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	code := must[string](t)(w.book.NewCode(ctx, signin.Authorization{Person: p, ClientID: client, RedirectURI: back, Challenge: challenge("v")}))
	refresh := must[string](t)(w.book.NewRefresh(ctx, signin.Refresh{Person: p, ClientID: client}))
	deviceCode, userCode, err := w.book.NewDevice(ctx, signin.Device{ClientID: client})
	if err != nil {
		t.Fatal(err)
	}
	documents, _, err := w.store.List(ctx, resource.Query{Under: "/signin"})
	if err != nil || len(documents) != 5 {
		t.Fatalf("%d documents: %v", len(documents), err)
	}
	for _, secret := range []string{passcode, strings.ReplaceAll(passcode, "-", ""), session, code, refresh, deviceCode, userCode} {
		for _, d := range documents {
			if strings.Contains(d.Key, secret) || bytes.Contains(d.Body, []byte(secret)) || len(d.Indexes) > 0 && strings.Contains(d.Indexes[0].Value, secret) {
				t.Errorf("%s holds %s: %s", d.Key, secret, d.Body)
			}
		}
	}
}

// Of many uses at once of what is good once, one succeeds.
func TestOneOfManyWins(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		use  func(w *world) func(ctx context.Context) error
	}{
		{"one-time code", func(w *world) func(context.Context) error {
			code, _, err := w.book.NewPasscode(w.t.Context(), annID)
			if err != nil {
				w.t.Fatal(err)
			}
			return func(ctx context.Context) error { _, _, err := w.book.Prove(ctx, ann, code); return err }
		}},
		{"authorization code", func(w *world) func(context.Context) error {
			code := must[string](w.t)(w.book.NewCode(w.t.Context(), signin.Authorization{Person: w.person(), ClientID: client, RedirectURI: back, Challenge: challenge("v")}))
			return func(ctx context.Context) error {
				_, _, err := w.book.RedeemCode(ctx, code, signin.Claim{ClientID: client, RedirectURI: back, Verifier: "v"}, refreshed)
				return err
			}
		}},
		{"device code", func(w *world) func(context.Context) error {
			code, userCode, err := w.book.NewDevice(w.t.Context(), signin.Device{ClientID: client})
			if err == nil {
				err = w.book.AnswerDevice(w.t.Context(), userCode, w.person(), true)
			}
			if err != nil {
				w.t.Fatal(err)
			}
			return func(ctx context.Context) error { _, _, err := w.book.PollDevice(ctx, code, client); return err }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			use := c.use(w)
			var good atomic.Int32
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					if use(t.Context()) == nil {
						good.Add(1)
					}
				})
			}
			group.Wait()
			if good.Load() != 1 {
				t.Errorf("%d of 8 succeeded", good.Load())
			}
		})
	}
}

// A code that is used twice at once leaves no refresh token behind.
func TestReplayTakesTheRefreshTokenAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	code := must[string](t)(w.book.NewCode(ctx, signin.Authorization{Person: w.person(), ClientID: client, RedirectURI: back, Challenge: challenge("v")}))
	claim := signin.Claim{ClientID: client, RedirectURI: back, Verifier: "v"}
	_, refresh, err := w.book.RedeemCode(ctx, code, claim, refreshed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.book.UseRefresh(ctx, refresh, client, false); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.book.RedeemCode(ctx, code, claim, refreshed); !errors.Is(err, signin.ErrUsed) {
		t.Errorf("the second use: %v", err)
	}
	if _, err := w.book.UseRefresh(ctx, refresh, client, false); !errors.Is(err, signin.ErrUnknown) {
		t.Errorf("the refresh token after it: %v", err)
	}
}

// A refresh token that is in use lives on, at the price of one write a day.
func TestUsesAreRarelyWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	refresh := must[string](t)(w.book.NewRefresh(ctx, signin.Refresh{Person: w.person(), ClientID: client}))
	writes := 0
	revision := func() int64 {
		documents, _, err := w.store.List(ctx, resource.Query{Kind: "signin/refresh"})
		if err != nil || len(documents) != 1 {
			t.Fatalf("%d tokens: %v", len(documents), err)
		}
		return documents[0].Revision
	}
	for last, n := revision(), 0; n < 72; n++ {
		w.advance(time.Hour)
		if _, err := w.book.UseRefresh(ctx, refresh, client, false); err != nil {
			t.Fatal(err)
		}
		if now := revision(); now != last {
			last = now
			writes++
		}
	}
	if writes != 3 {
		t.Errorf("%d writes in three days of hourly use", writes)
	}
}

func TestTidy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	refresh := must[string](t)(w.book.NewRefresh(ctx, signin.Refresh{Person: w.person(), ClientID: client}))
	if _, _, err := w.book.NewPasscode(ctx, annID); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		must[string](t)(w.book.NewCode(ctx, signin.Authorization{ClientID: client}))
	}
	count := func() int {
		documents, _, err := w.store.List(ctx, resource.Query{Under: "/signin"})
		if err != nil {
			t.Fatal(err)
		}
		return len(documents)
	}
	tidy := func(want int) {
		t.Helper()
		if err := w.book.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != want {
			t.Errorf("%d documents are left, want %d", got, want)
		}
	}
	tidy(5)
	w.advance(time.Hour) // they have expired, and are still told from unknown ones
	tidy(5)
	w.advance(15 * time.Minute)
	tidy(1)
	if _, err := w.book.UseRefresh(ctx, refresh, client, false); err != nil {
		t.Errorf("the refresh token: %v", err)
	}
	w.advance(91 * 24 * time.Hour)
	tidy(0)
}
