package storetest

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testRevisions: each commit has one revision, larger than all before it.
func testRevisions(t *testing.T, open opener) {
	runCases(t, open, []testCase{
		{"the first revision is above 0", func(f *fixture) {
			if r := f.put(doc("/a", "1")); r <= 0 {
				f.Errorf("revision %d", r)
			}
		}},
		{"they grow with every kind of commit", func(f *fixture) {
			last := int64(0)
			for name, b := range inOrder(
				step{"put", puts(doc("/a", "1"))},
				step{"the same put", puts(doc("/a", "1"))},
				step{"delete", deletes("/a")},
				step{"delete of nothing", deletes("/a")},
				step{"empty batch", resource.Batch{}},
				step{"check only", resource.Batch{Checks: []resource.Check{{Key: "/a"}}}},
				step{"put again", puts(doc("/a", "1"))},
			) {
				r := f.update(b)
				if r <= last {
					f.Errorf("%s: revision %d after %d", name, r, last)
				}
				last = r
			}
		}},
		{"all puts of a batch have the commit's", func(f *fixture) {
			r := f.put(doc("/a", "1"), doc("/b", "2"))
			f.holds(at(r, doc("/a", "1")))
			f.holds(at(r, doc("/b", "2")))
		}},
		{"a document keeps its revision while others change", func(f *fixture) {
			r := f.put(doc("/a", "1"))
			f.put(doc("/b", "2"))
			f.holds(at(r, doc("/a", "1")))
		}},
		{"what is written in Revision is ignored", func(f *fixture) {
			r := f.put(at(4711, doc("/a", "1")))
			if r == 4711 {
				f.Error("the commit has the document's revision")
			}
			f.holds(at(r, doc("/a", "1")))
		}},
		{"lists and finds tell it too", func(f *fixture) {
			want := at(f.put(doc("/a", "1", shared("s", "x"))), doc("/a", "1", shared("s", "x")))
			f.put(doc("/b", "2"))
			documents, _ := f.list(resource.Query{Limit: 1})
			f.same([]resource.Document{want}, documents)
			f.same([]resource.Document{want}, f.find("s", "x"))
		}},
	})
}

// step is one batch in a row of them.
type step struct {
	name  string
	batch resource.Batch
}

func inOrder(steps ...step) func(yield func(string, resource.Batch) bool) {
	return func(yield func(string, resource.Batch) bool) {
		for _, s := range steps {
			if !yield(s.name, s.batch) {
				return
			}
		}
	}
}
