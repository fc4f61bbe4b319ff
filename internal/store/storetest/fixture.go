package storetest

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azimuthid/azimuth/internal/resource"
)

// fixture is a store under test and what the cases do with it. Its methods end
// the case when the store fails where it must not.
type fixture struct {
	*testing.T
	store resource.Store
}

// newFixture closes the store when the case ends.
func newFixture(t *testing.T, store resource.Store) *fixture {
	f := &fixture{T: t, store: store}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return f
}

const (
	kindA = "test/a"
	kindB = "test/b"
)

// doc makes a document of kindA whose body tells it from others.
func doc(key, body string, indexes ...resource.Index) resource.Document {
	return resource.Document{Key: key, Kind: kindA, Body: []byte(`{"is":"` + body + `"}`), Indexes: indexes}
}

func ofKind(kind string, d resource.Document) resource.Document {
	d.Kind = kind
	return d
}

func unique(name, value string) resource.Index {
	return resource.Index{Name: name, Value: value, Unique: true}
}

func shared(name, value string) resource.Index { return resource.Index{Name: name, Value: value} }

func puts(documents ...resource.Document) resource.Batch { return resource.Batch{Puts: documents} }

func deletes(keys ...string) resource.Batch { return resource.Batch{Deletes: keys} }

// update applies the batch, which must succeed.
func (f *fixture) update(b resource.Batch) (revision int64) {
	f.Helper()
	revision, err := f.store.Update(f.Context(), b)
	if err != nil {
		f.Fatalf("Update: %v", err)
	}
	return revision
}

// put writes the documents in one batch, which must succeed.
func (f *fixture) put(documents ...resource.Document) (revision int64) {
	f.Helper()
	return f.update(puts(documents...))
}

// conflict applies a batch that must fail with ErrConflict.
func (f *fixture) conflict(b resource.Batch) {
	f.Helper()
	if revision, err := f.store.Update(f.Context(), b); !errors.Is(err, resource.ErrConflict) {
		f.Fatalf("Update = %d, %v; want ErrConflict", revision, err)
	}
}

// duplicate applies a batch that must fail because a unique value is taken.
func (f *fixture) duplicate(b resource.Batch, want resource.DuplicateError) {
	f.Helper()
	revision, err := f.store.Update(f.Context(), b)
	got, ok := errors.AsType[*resource.DuplicateError](err)
	if !ok {
		f.Fatalf("Update = %d, %v; want a DuplicateError", revision, err)
	}
	if diff := cmp.Diff(want, *got); diff != "" {
		f.Fatalf("DuplicateError (-want +got):\n%s", diff)
	}
}

// get reads a document that must be there.
func (f *fixture) get(key string) resource.Document {
	f.Helper()
	d, err := f.store.Get(f.Context(), key)
	if err != nil {
		f.Fatalf("Get(%q): %v", key, err)
	}
	return d
}

// holds compares what stands at the document's key with it.
func (f *fixture) holds(want resource.Document) {
	f.Helper()
	f.same([]resource.Document{want}, []resource.Document{f.get(want.Key)})
}

// absent fails where something stands at one of the keys.
func (f *fixture) absent(keys ...string) {
	f.Helper()
	for _, key := range keys {
		if d, err := f.store.Get(f.Context(), key); !errors.Is(err, resource.ErrNotFound) {
			f.Errorf("Get(%q) = %v, %v; want ErrNotFound", key, d, err)
		}
	}
}

func (f *fixture) list(q resource.Query) (documents []resource.Document, more bool) {
	f.Helper()
	documents, more, err := f.store.List(f.Context(), q)
	if err != nil {
		f.Fatalf("List(%+v): %v", q, err)
	}
	return documents, more
}

func (f *fixture) find(index, value string) []resource.Document {
	f.Helper()
	documents, err := f.store.Find(f.Context(), index, value)
	if err != nil {
		f.Fatalf("Find(%q, %q): %v", index, value, err)
	}
	return documents
}

// finds compares the keys of the documents that hold an index value.
func (f *fixture) finds(index, value string, want ...string) {
	f.Helper()
	if diff := cmp.Diff(want, keysOf(f.find(index, value)), cmpopts.EquateEmpty()); diff != "" {
		f.Errorf("Find(%q, %q) (-want +got):\n%s", index, value, diff)
	}
}

// same compares whole documents.
func (f *fixture) same(want, got []resource.Document) {
	f.Helper()
	if diff := cmp.Diff(want, got, alike); diff != "" {
		f.Errorf("documents (-want +got):\n%s", diff)
	}
}

// alike are the options for comparing documents: no indexes are no indexes, and
// bodies are compared as a whole.
var alike = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.FilterValues(func(a, b []byte) bool { return len(a)+len(b) > 0 }, cmp.Comparer(bytes.Equal)),
}

// at is the document as a commit of this revision leaves it.
func at(revision int64, d resource.Document) resource.Document {
	d.Revision = revision
	return d
}

func keysOf(documents []resource.Document) []string {
	keys := make([]string, 0, len(documents))
	for _, d := range documents {
		keys = append(keys, d.Key)
	}
	return keys
}
