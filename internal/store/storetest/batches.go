package storetest

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testBatches: batches of unusual size or form. One that breaks the rules of
// its form is a fault of its caller, and must not leave half of itself behind.
func testBatches(t *testing.T, open opener) {
	malformed := []struct {
		name  string
		batch resource.Batch
	}{
		{"a key is put twice", puts(doc("/b", "1"), doc("/a", "1"), doc("/a", "2"))},
		{"a key is put and deleted", resource.Batch{Puts: []resource.Document{doc("/b", "1"), doc("/a", "1")}, Deletes: []string{"/a"}}},
		{"a key is deleted twice", resource.Batch{Puts: []resource.Document{doc("/b", "1")}, Deletes: []string{"/a", "/a"}}},
		{"a key is empty", puts(doc("/b", "1"), doc("", "2"))},
		{"a key does not begin with a slash", puts(doc("/b", "1"), doc("a", "2"))},
	}
	for _, c := range malformed {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, open(t))
			_, err := f.store.Update(t.Context(), c.batch)
			if err == nil || errors.Is(err, resource.ErrConflict) {
				t.Errorf("Update: %v", err)
			}
			f.absent("/a", "/b")
		})
	}
	runCases(t, open, []testCase{
		{"a thousand documents are put, replaced and deleted", func(f *fixture) {
			keys := numbered("/many/", 1000)
			for _, body := range []string{"1", "2"} {
				var b resource.Batch
				for _, key := range keys {
					b.Puts = append(b.Puts, doc(key, body, unique("u", key), shared("s", body)))
				}
				r := f.update(b)
				got, _ := f.list(resource.Query{})
				for i := range b.Puts {
					b.Puts[i].Revision = r
				}
				f.same(b.Puts, got)
			}
			f.finds("s", "1")
			f.update(deletes(keys...))
			f.finds("s", "2")
			if got, _ := f.list(resource.Query{}); len(got) != 0 {
				f.Errorf("%d documents are left", len(got))
			}
		}},
		{"thousands come in any order and half of them go again", func(f *fixture) {
			order := rand.New(rand.NewPCG(1, 2))
			names := numbered("/many/", 4000)
			shuffled := slices.Clone(names)
			order.Shuffle(len(names), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			for chunk := range slices.Chunk(shuffled, 100) {
				var b resource.Batch
				for _, key := range chunk {
					b.Puts = append(b.Puts, doc(key, "1", shared("s", "x")))
				}
				f.update(b)
			}
			gone := slices.Sorted(slices.Values(shuffled[:2000]))
			f.update(deletes(gone...))
			left := slices.DeleteFunc(names, func(key string) bool {
				_, found := slices.BinarySearch(gone, key)
				return found
			})
			if diff := cmp.Diff(left, f.page(resource.Query{Kind: kindA, Limit: 333}, 7)); diff != "" {
				f.Errorf("what is left (-want +got):\n%s", diff)
			}
			f.finds("s", "x", left...)
		}},
	})
}
