package storetest

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testWatch: Watch functions see each commit once, in order, in time.
func testWatch(t *testing.T, open opener) {
	runCases(t, open, []testCase{
		{"what a commit changed", watchContents},
		{"nothing of what was refused", func(f *fixture) {
			var seen log
			f.store.Watch(seen.add)
			f.put(doc("/a", "1", unique("u", "x")))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a"}}, Puts: []resource.Document{doc("/b", "2")}})
			f.duplicate(puts(doc("/b", "2", unique("u", "x"))), resource.DuplicateError{Index: "u", Value: "x", Holder: "/a"})
			if n := len(seen.all()); n != 1 {
				f.Errorf("%d commits were seen", n)
			}
		}},
		{"every function sees every commit", func(f *fixture) {
			var one, two log
			f.store.Watch(one.add)
			f.store.Watch(two.add)
			f.put(doc("/a", "1"))
			f.update(deletes("/a"))
			if len(one.all()) != 2 {
				f.Errorf("the first saw %d commits", len(one.all()))
			}
			if diff := cmp.Diff(one.all(), two.all()); diff != "" {
				f.Errorf("they saw different commits:\n%s", diff)
			}
		}},
		{"an Update waits for the functions", func(f *fixture) {
			var seen atomic.Int64
			f.store.Watch(func(c resource.Commit) {
				for range 1000 { // an Update that did not wait would return now
					runtime.Gosched()
				}
				seen.Store(c.Revision)
			})
			for range 20 {
				if revision := f.put(doc("/a", "1")); seen.Load() != revision {
					f.Fatalf("Update returned %d when the last seen was %d", revision, seen.Load())
				}
			}
		}},
		{"commits are seen after they can be read", watchReads},
		{"many at once are seen in order, each before its Update returns", watchOrder},
	})
}

// log is a Watch function that keeps what it sees.
type log struct {
	mu      sync.Mutex
	commits []resource.Commit
}

func (l *log) add(c resource.Commit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commits = append(l.commits, c)
}

func (l *log) all() []resource.Commit {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.commits
}

func watchContents(f *fixture) {
	var seen log
	f.store.Watch(seen.add)
	a, b := doc("/a", "1", unique("u", "x"), shared("s", "y")), ofKind(kindB, doc("/b", "2"))
	first := f.put(a, at(99, b))
	second := f.update(resource.Batch{
		Puts:    []resource.Document{doc("/b", "3")},
		Deletes: []string{"/not/there", "/a"},
	})
	third := f.update(deletes("/not/there"))
	want := []resource.Commit{
		{Revision: first, Puts: []resource.Document{at(first, a), at(first, b)}},
		{Revision: second, Puts: []resource.Document{at(second, doc("/b", "3"))}, Deletes: []resource.Document{at(first, a)}},
		{Revision: third},
	}
	byKey := cmpopts.SortSlices(func(a, b resource.Document) bool { return a.Key < b.Key })
	if diff := cmp.Diff(want, seen.all(), alike, byKey); diff != "" {
		f.Errorf("commits (-want +got):\n%s", diff)
	}
}

// watchReads reads from within the Watch function: a store must not hold what
// readers need, and must not show what it has not kept yet.
func watchReads(f *fixture) {
	ctx := f.Context()
	f.store.Watch(func(c resource.Commit) {
		for _, d := range c.Puts {
			got, err := f.store.Get(ctx, d.Key)
			if err != nil || got.Revision < c.Revision {
				f.Errorf("commit %d: Get(%q) = revision %d, %v", c.Revision, d.Key, got.Revision, err)
			}
		}
		for _, d := range c.Deletes {
			if got, err := f.store.Get(ctx, d.Key); err == nil && got.Revision <= c.Revision {
				f.Errorf("commit %d: %q is still there", c.Revision, d.Key)
			}
		}
		if _, _, err := f.store.List(ctx, resource.Query{Under: "/w"}); err != nil {
			f.Errorf("List: %v", err)
		}
		if _, err := f.store.Find(ctx, "s", "x"); err != nil {
			f.Errorf("Find: %v", err)
		}
	})
	parallel(8, func(g int) {
		key := numbered("/w/", 8)[g]
		for range 20 {
			f.mustUpdate(ctx, puts(doc(key, "1")))
			f.mustUpdate(ctx, deletes(key))
		}
	})
}

func watchOrder(f *fixture) {
	var last, within atomic.Int64
	var seen log
	f.store.Watch(func(c resource.Commit) {
		if within.Add(1) != 1 {
			f.Error("two goroutines are in a Watch function")
		}
		if before := last.Swap(c.Revision); c.Revision <= before {
			f.Errorf("commit %d was seen after %d", c.Revision, before)
		}
		seen.add(c)
		within.Add(-1)
	})
	const callers, each = 16, 25
	ctx := f.Context()
	var mu sync.Mutex
	returned := make(map[int64]string)
	parallel(callers, func(g int) {
		key := numbered("/w/", callers)[g]
		for range each {
			revision := f.mustUpdate(ctx, puts(doc(key, "1")))
			if last.Load() < revision {
				f.Errorf("Update returned %d when the last seen was %d", revision, last.Load())
			}
			mu.Lock()
			if returned[revision] != "" {
				f.Errorf("revision %d was returned twice", revision)
			}
			returned[revision] = key
			mu.Unlock()
		}
	})
	commits := seen.all()
	if len(commits) != callers*each {
		f.Errorf("%d commits were seen, %d made", len(commits), callers*each)
	}
	for _, c := range commits {
		if len(c.Puts) != 1 || c.Puts[0].Key != returned[c.Revision] || c.Puts[0].Revision != c.Revision {
			f.Errorf("commit %d is %v; its Update wrote %q", c.Revision, c.Puts, returned[c.Revision])
		}
	}
}

// parallel calls fn from n goroutines at a time and waits for them.
func parallel(n int, fn func(g int)) {
	var wg sync.WaitGroup
	for g := range n {
		wg.Go(func() { fn(g) })
	}
	wg.Wait()
}

// mustUpdate is update for goroutines that may not end the case.
func (f *fixture) mustUpdate(ctx context.Context, b resource.Batch) int64 {
	f.Helper()
	revision, err := f.store.Update(ctx, b)
	if err != nil {
		f.Errorf("Update: %v", err)
	}
	return revision
}
