package rbac_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// fakeStore is as much of a Store as an Authorizer needs: List and Watch, and
// Update without checks and indexes.
type fakeStore struct {
	resource.Store // nil: what is not overridden is not called
	documents      map[string]resource.Document
	revision       int64
	watchers       []func(resource.Commit)
}

func newStore(documents ...resource.Document) *fakeStore {
	s := &fakeStore{documents: make(map[string]resource.Document)}
	for _, d := range documents {
		s.documents[d.Key] = d
	}
	return s
}

func (s *fakeStore) List(_ context.Context, q resource.Query) ([]resource.Document, bool, error) {
	var found []resource.Document
	for _, key := range slices.Sorted(maps.Keys(s.documents)) {
		if d := s.documents[key]; d.Kind == q.Kind {
			found = append(found, d)
		}
	}
	return found, false, nil
}

func (s *fakeStore) Watch(fn func(resource.Commit)) { s.watchers = append(s.watchers, fn) }

func (s *fakeStore) Update(_ context.Context, b resource.Batch) (int64, error) {
	s.revision++
	c := resource.Commit{Revision: s.revision}
	for _, key := range b.Deletes {
		if d, there := s.documents[key]; there {
			c.Deletes = append(c.Deletes, d)
			delete(s.documents, key)
		}
	}
	for _, d := range b.Puts {
		d.Revision = s.revision
		c.Puts = append(c.Puts, d)
		s.documents[d.Key] = d
	}
	for _, fn := range s.watchers {
		fn(c)
	}
	return s.revision, nil
}

// update makes a batch and fails the test where the store refuses.
func (s *fakeStore) update(t testing.TB, b resource.Batch) {
	t.Helper()
	if _, err := s.Update(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// open opens an Authorizer over the store.
func open(t testing.TB, s resource.Store) *rbac.Authorizer {
	t.Helper()
	a, err := rbac.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// authorizer is one over a store that holds the given documents.
func authorizer(t testing.TB, documents ...resource.Document) *rbac.Authorizer {
	t.Helper()
	return open(t, newStore(documents...))
}
