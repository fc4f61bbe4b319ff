package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testAtomicity: a batch is applied whole or leaves everything as it was.
func testAtomicity(t *testing.T, open opener) {
	// A batch of every kind of change, which would succeed.
	mixed := func() resource.Batch {
		return resource.Batch{
			Puts: []resource.Document{
				ofKind(kindB, doc("/replaced", "2", shared("s", "new"))),
				doc("/new", "2", unique("u", "free")),
			},
			Deletes: []string{"/deleted"},
		}
	}
	before := []resource.Document{
		doc("/deleted", "1", unique("u", "deleted"), shared("s", "old")),
		doc("/other", "1", unique("u", "taken")),
		doc("/replaced", "1", unique("u", "replaced"), shared("s", "old")),
	}
	cases := []struct {
		name  string
		spoil func(b *resource.Batch)
	}{
		{"a check on a revision", func(b *resource.Batch) {
			b.Checks = append(b.Checks, resource.Check{Key: "/other", Revision: 1 << 40})
		}},
		{"a check on what is not there", func(b *resource.Batch) { b.Checks = append(b.Checks, resource.Check{Key: "/other"}) }},
		{"a check on what is beneath", func(b *resource.Batch) {
			b.Checks = append(b.Checks, resource.Check{Key: "/", NothingUnder: true})
		}},
		{"a unique value in the last put", func(b *resource.Batch) { b.Puts = append(b.Puts, doc("/z", "2", unique("u", "taken"))) }},
		{"a unique value in the first put", func(b *resource.Batch) {
			b.Puts = append([]resource.Document{doc("/z", "2", unique("u", "taken"))}, b.Puts...)
		}},
	}
	for _, c := range cases {
		t.Run("refused for "+c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, open(t))
			f.put(before...)
			want := f.everything()
			b := mixed()
			c.spoil(&b)
			if _, err := f.store.Update(t.Context(), b); err == nil {
				t.Fatal("Update succeeded")
			}
			if diff := cmp.Diff(want, f.everything()); diff != "" {
				t.Errorf("it changed the store (-before +after):\n%s", diff)
			}
			f.update(mixed()) // and stands in nobody's way
		})
	}
	runCases(t, open, []testCase{{"applied whole", func(f *fixture) {
		f.put(before...)
		r := f.update(mixed())
		for _, d := range mixed().Puts {
			f.holds(at(r, d))
		}
		f.absent("/deleted")
		f.finds("s", "old")
		f.finds("s", "new", "/replaced")
		f.finds("u", "free", "/new")
	}}})
}

// everything is all that can be read of the documents that atomicity's cases
// use, in every way of reading.
func (f *fixture) everything() map[string][]resource.Document {
	f.Helper()
	all := make(map[string][]resource.Document)
	all["all"], _ = f.list(resource.Query{})
	all["kind a"], _ = f.list(resource.Query{Kind: kindA})
	all["kind b"], _ = f.list(resource.Query{Kind: kindB})
	for _, value := range []string{"deleted", "taken", "replaced", "free"} {
		all["u "+value] = f.find("u", value)
	}
	all["s old"], all["s new"] = f.find("s", "old"), f.find("s", "new")
	return all
}
