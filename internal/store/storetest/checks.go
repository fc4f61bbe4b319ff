package storetest

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testChecks: a batch with a check that does not hold is refused.
func testChecks(t *testing.T, open opener) {
	runCases(t, open, []testCase{
		{"the revision that is there", func(f *fixture) {
			r := f.put(doc("/a", "1"))
			r = f.update(resource.Batch{Checks: []resource.Check{{Key: "/a", Revision: r}}, Puts: []resource.Document{doc("/a", "2")}})
			f.holds(at(r, doc("/a", "2")))
		}},
		{"an older revision", func(f *fixture) {
			old := f.put(doc("/a", "1"))
			r := f.put(doc("/a", "2"))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a", Revision: old}}, Puts: []resource.Document{doc("/a", "3")}})
			f.holds(at(r, doc("/a", "2")))
		}},
		{"a later revision", func(f *fixture) {
			r := f.put(doc("/a", "1"))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a", Revision: r + 1}}})
		}},
		{"the revision of a document that was deleted", func(f *fixture) {
			r := f.put(doc("/a", "1"))
			f.update(deletes("/a"))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a", Revision: r}}, Puts: []resource.Document{doc("/a", "2")}})
			f.absent("/a")
		}},
		{"the old revision of a document that was deleted and put again", func(f *fixture) {
			old := f.put(doc("/a", "1"))
			f.update(deletes("/a"))
			f.put(doc("/a", "1"))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a", Revision: old}}})
		}},
		{"nothing there, and nothing is", func(f *fixture) {
			f.update(resource.Batch{Checks: []resource.Check{{Key: "/a"}}, Puts: []resource.Document{doc("/a", "1")}})
			f.get("/a")
		}},
		{"nothing there, but something is", func(f *fixture) {
			r := f.put(doc("/a", "1"))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a"}}, Puts: []resource.Document{doc("/a", "2")}})
			f.holds(at(r, doc("/a", "1")))
		}},
		{"a key that the batch does not change", func(f *fixture) {
			r := f.put(doc("/parent", "1"))
			b := puts(doc("/child", "2"))
			b.Checks = []resource.Check{{Key: "/parent", Revision: r}}
			f.update(b)
			f.update(deletes("/parent"))
			f.conflict(b)
		}},
		{"the last of several fails", func(f *fixture) {
			r := f.put(doc("/a", "1"), doc("/b", "1"))
			f.conflict(resource.Batch{
				Checks: []resource.Check{{Key: "/a", Revision: r}, {Key: "/c"}, {Key: "/b", Revision: r + 7}},
				Puts:   []resource.Document{doc("/a", "2")},
			})
			f.holds(at(r, doc("/a", "1")))
		}},
		{"the first of several fails", func(f *fixture) {
			r := f.put(doc("/a", "1"), doc("/b", "1"))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a"}, {Key: "/b", Revision: r}}})
		}},
		{"a delete is checked", func(f *fixture) {
			r := f.put(doc("/a", "1"))
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/a", Revision: r + 1}}, Deletes: []string{"/a"}})
			f.get("/a")
			f.update(resource.Batch{Checks: []resource.Check{{Key: "/a", Revision: r}}, Deletes: []string{"/a"}})
			f.absent("/a")
		}},
		{"revisions are judged before the batch", func(f *fixture) {
			r := f.put(doc("/a", "1"))
			f.update(resource.Batch{
				Checks:  []resource.Check{{Key: "/a", Revision: r}, {Key: "/b"}},
				Deletes: []string{"/a"},
				Puts:    []resource.Document{doc("/b", "2")},
			})
			f.conflict(resource.Batch{Checks: []resource.Check{{Key: "/b"}}, Deletes: []string{"/b"}})
		}},
		{"a key's prefix is not the key", func(f *fixture) {
			f.put(doc("/a/b", "1"), doc("/ab", "1"))
			f.update(resource.Batch{Checks: []resource.Check{{Key: "/a"}}})
		}},
	})
}
