package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
)

// RunDurable holds a store that keeps its documents in a folder to what the
// contract says of the time after Close. open opens the folder's store, and
// makes it at first.
func RunDurable(t *testing.T, open func(t *testing.T, dir string) resource.Store) {
	cases := []struct {
		name   string
		before []resource.Batch
	}{
		{"nothing was written", nil},
		{"documents", []resource.Batch{
			puts(doc("/a", "1", unique("u", "x")), ofKind(kindB, doc("/b", "2", shared("s", "y")))),
			puts(doc("/a", "3", unique("u", "z"))),
		}},
		{"the last commit was a delete", []resource.Batch{puts(doc("/a", "1"), doc("/b", "2")), deletes("/b")}},
		{"all was deleted", []resource.Batch{puts(doc("/a", "1", unique("u", "x"))), deletes("/a")}},
		{"the last commit changed nothing", []resource.Batch{puts(doc("/a", "1")), {}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			reopen := func(do func(f *fixture)) {
				t.Helper()
				store := open(t, dir)
				do(&fixture{T: t, store: store})
				if err := store.Close(); err != nil {
					t.Fatalf("Close: %v", err)
				}
			}
			var last int64
			var want map[string][]resource.Document
			reopen(func(f *fixture) {
				for _, b := range c.before {
					last = f.update(b)
				}
				want = f.finding("x", "y", "z")
			})
			for range 2 {
				reopen(func(f *fixture) {
					if diff := cmp.Diff(want, f.finding("x", "y", "z")); diff != "" {
						f.Errorf("after reopening (-before +after):\n%s", diff)
					}
					if r := f.update(resource.Batch{}); r <= last {
						f.Errorf("revision %d after %d", r, last)
					} else {
						last = r
					}
				})
			}
			reopen(func(f *fixture) {
				// Unique values are still guarded, and freed ones still free.
				for _, d := range want["all"] {
					for _, x := range d.Indexes {
						if x.Unique {
							f.duplicate(puts(doc("/other", "9", x)), resource.DuplicateError{Index: x.Name, Value: x.Value, Holder: d.Key})
						}
					}
				}
				if len(f.find("u", "x")) == 0 {
					f.put(doc("/other", "9", unique("u", "x")))
				}
			})
		})
	}
}

// finding is every document, and those that hold one of these values of u or s.
func (f *fixture) finding(values ...string) map[string][]resource.Document {
	f.Helper()
	found := make(map[string][]resource.Document)
	found["all"], _ = f.list(resource.Query{})
	for _, value := range values {
		found["u "+value] = f.find("u", value)
		found["s "+value] = f.find("s", value)
	}
	return found
}
