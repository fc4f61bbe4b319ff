package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// hold makes the writer wait within a commit until release is called, so that
// what is asked for meanwhile shares the next transaction.
func hold(t *testing.T, s *sqlite.Store) (release func()) {
	t.Helper()
	held, released := make(chan struct{}), make(chan struct{})
	var first sync.Once
	s.Watch(func(resource.Commit) {
		first.Do(func() {
			close(held)
			<-released
		})
	})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		if _, err := s.Update(t.Context(), resource.Batch{}); err != nil {
			t.Errorf("Update: %v", err)
		}
	})
	<-held
	return func() {
		close(released)
		waiting.Wait()
	}
}

func waitFor(s *sqlite.Store, requests int) {
	for s.Waiting() < requests {
		runtime.Gosched()
	}
}

func document(key string, indexes ...resource.Index) resource.Document {
	return resource.Document{Key: key, Kind: "test", Body: []byte(`{}`), Indexes: indexes}
}

// In one transaction one request fails to be written, one is refused for what
// another one of them wrote, and the rest are kept.
func TestRequestsOfAGroupDoNotConcernEachOther(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openAt(t, dir)
	t.Cleanup(func() { closeStore(t, s) })
	poison(t, dir)

	release := hold(t, s)
	const n = 8
	errs := make([]error, n+3)
	var callers sync.WaitGroup
	ask := func(i int, b resource.Batch) {
		callers.Go(func() { _, errs[i] = s.Update(t.Context(), b) })
		waitFor(s, i+1) // in this order
	}
	taken := resource.Index{Name: "u", Value: "x", Unique: true}
	for i := range n {
		ask(i, resource.Batch{Puts: []resource.Document{document("/" + strconv.Itoa(i))}})
	}
	ask(n, resource.Batch{Puts: []resource.Document{document("/holder", taken)}})
	ask(n+1, resource.Batch{Puts: []resource.Document{document("/before"), document("/poison")}})
	ask(n+2, resource.Batch{Puts: []resource.Document{document("/refused", taken)}})
	release()
	callers.Wait()

	for i, err := range errs[:n+1] {
		if err != nil {
			t.Errorf("request %d: %v", i, err)
		}
	}
	if err := errs[n+1]; err == nil || errors.Is(err, resource.ErrConflict) {
		t.Errorf("the one that cannot be written: %v", err)
	}
	if _, ok := errors.AsType[*resource.DuplicateError](errs[n+2]); !ok {
		t.Errorf("the one that must be refused: %v", errs[n+2])
	}
	documents, _, err := s.List(t.Context(), resource.Query{})
	if err != nil || len(documents) != n+1 {
		t.Errorf("List: %d documents, %v; want %d", len(documents), err, n+1)
	}
	for _, d := range documents {
		if d.Key == "/before" || d.Key == "/poison" || d.Key == "/refused" {
			t.Errorf("%s was kept", d.Key)
		}
	}
}

// poison makes the database refuse documents with the key /poison.
func poison(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "azimuth.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := db.Exec(`CREATE TRIGGER poison BEFORE INSERT ON documents WHEN NEW.key = '/poison'
		BEGIN SELECT RAISE(ABORT, 'poison'); END`); err != nil {
		t.Fatal(err)
	}
}

func TestContextThatEndsInTheQueueDropsTheRequest(t *testing.T) {
	t.Parallel()
	s := openAt(t, t.TempDir())
	t.Cleanup(func() { closeStore(t, s) })
	release := hold(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	var err error
	var caller sync.WaitGroup
	caller.Go(func() { _, err = s.Update(ctx, resource.Batch{Puts: []resource.Document{document("/a")}}) })
	waitFor(s, 1)
	cancel()
	release()
	caller.Wait()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update: %v", err)
	}
	if _, err := s.Get(t.Context(), "/a"); !errors.Is(err, resource.ErrNotFound) {
		t.Errorf("Get: %v", err)
	}
}

func TestContextThatEndsAfterTheCommitChangesNothing(t *testing.T) {
	t.Parallel()
	s := openAt(t, t.TempDir())
	t.Cleanup(func() { closeStore(t, s) })
	ctx, cancel := context.WithCancel(t.Context())
	s.Watch(func(resource.Commit) { cancel() })
	if _, err := s.Update(ctx, resource.Batch{Puts: []resource.Document{document("/a")}}); err != nil {
		t.Errorf("Update: %v", err)
	}
}

// Close begins while more requests are under way than the queue holds.
func TestCloseWaitsForTheQueue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openAt(t, dir)
	release := hold(t, s)
	const n = 300
	var kept atomic.Int64
	var callers sync.WaitGroup
	for i := range n {
		callers.Go(func() {
			if _, err := s.Update(t.Context(), resource.Batch{Puts: []resource.Document{document("/" + strconv.Itoa(i))}}); err == nil {
				kept.Add(1)
			}
		})
	}
	waitFor(s, sqlite.GroupRequests)
	callers.Go(func() { closeStore(t, s) })
	for closed := false; !closed; {
		_, err := s.Get(t.Context(), "/none")
		closed = !errors.Is(err, resource.ErrNotFound)
	}
	release()
	callers.Wait()

	s = openAt(t, dir)
	t.Cleanup(func() { closeStore(t, s) })
	documents, _, err := s.List(t.Context(), resource.Query{})
	if err != nil || int64(len(documents)) != kept.Load() || len(documents) < sqlite.GroupRequests {
		t.Errorf("%d documents are there, %v; %d were acknowledged", len(documents), err, kept.Load())
	}
}

func closeStore(t *testing.T, s *sqlite.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}
