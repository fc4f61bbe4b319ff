package storetest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// calls are one call of each method that takes a context.
var calls = map[string]func(ctx context.Context, s resource.Store) error{
	"Get": func(ctx context.Context, s resource.Store) error {
		_, err := s.Get(ctx, "/a")
		return err
	},
	"List": func(ctx context.Context, s resource.Store) error {
		_, _, err := s.List(ctx, resource.Query{})
		return err
	},
	"Find": func(ctx context.Context, s resource.Store) error {
		_, err := s.Find(ctx, "s", "x")
		return err
	},
	"Update": func(ctx context.Context, s resource.Store) error {
		_, err := s.Update(ctx, puts(doc("/a", "2")))
		return err
	},
}

// testContexts: a context that has ended ends the call with its error.
func testContexts(t *testing.T, open opener) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, open(t))
			want := at(f.put(doc("/a", "1")), doc("/a", "1"))
			cancelled, cancel := context.WithCancel(t.Context())
			cancel()
			if err := call(cancelled, f.store); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v; want context.Canceled", name, err)
			}
			f.holds(want)
		})
	}
	runCases(t, open, []testCase{
		{"cancelled at any moment, an Update that failed changed nothing", cancelUpdates},
	})
}

// cancelUpdates cancels contexts while their calls are under way. Which calls
// fail is left to chance; that each tells the truth is not.
func cancelUpdates(f *fixture) {
	const callers, each = 8, 25
	parallel(callers, func(g int) {
		key := numbered("/c/", callers)[g]
		var last int64
		for range each {
			ctx, cancel := context.WithCancel(f.Context())
			go cancel()
			revision, err := f.store.Update(ctx, puts(doc(key, "1")))
			cancel()
			if err == nil {
				last = revision
			} else if !errors.Is(err, context.Canceled) {
				f.Errorf("Update: %v", err)
			}
		}
		d, err := f.store.Get(f.Context(), key)
		if last == 0 && errors.Is(err, resource.ErrNotFound) {
			return
		}
		if err != nil || d.Revision != last {
			f.Errorf("Get = revision %d, %v; the last acknowledged is %d", d.Revision, err, last)
		}
	})
}

// testClosing: calls under way end first, calls that follow fail.
func testClosing(t *testing.T, open opener) {
	t.Run("calls that follow fail", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		newFixture(t, unclosed{store}).put(doc("/a", "1"))
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		for name, call := range calls {
			if err := call(t.Context(), store); err == nil || errors.Is(err, resource.ErrNotFound) || errors.Is(err, resource.ErrConflict) {
				t.Errorf("%s after Close: %v", name, err)
			}
		}
	})
	t.Run("while calls are under way", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		var seen, acknowledged atomic.Int64
		store.Watch(func(resource.Commit) { seen.Add(1) })
		started := make(chan struct{}, 8)
		parallel(9, func(g int) {
			if g == 8 {
				for range cap(started) {
					<-started
				}
				if err := store.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
				return
			}
			for n := 0; ; n++ {
				_, err := store.Update(t.Context(), puts(doc(numbered("/c/", 8)[g], "1")))
				if n == 0 {
					started <- struct{}{}
				}
				if err != nil {
					return // closed meanwhile
				}
				acknowledged.Add(1)
			}
		})
		if acknowledged.Load() == 0 || seen.Load() != acknowledged.Load() {
			t.Errorf("%d commits were seen, %d acknowledged", seen.Load(), acknowledged.Load())
		}
	})
}

// unclosed is a store that its fixture does not close.
type unclosed struct{ resource.Store }

func (unclosed) Close() error { return nil }
