package storetest

import (
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testDocuments: what is put is read, whole, until it is replaced or deleted.
func testDocuments(t *testing.T, open opener) {
	runCases(t, open, []testCase{
		{"nothing is there at first", func(f *fixture) {
			f.absent("/", "/a")
			documents, more := f.list(resource.Query{})
			if len(documents) != 0 || more {
				f.Errorf("List = %v, %v", documents, more)
			}
		}},
		{"a document is read as it was put", func(f *fixture) {
			want := doc("/a", "1", unique("u", "x"), shared("s", "y"), shared("s", "z"))
			want.Revision = f.put(want)
			f.holds(want)
		}},
		{"a document without indexes", func(f *fixture) {
			want := doc("/a", "1")
			want.Revision = f.put(want)
			f.holds(want)
		}},
		{"a put replaces kind, body and indexes", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			want := ofKind(kindB, doc("/a", "2", shared("s", "y")))
			want.Revision = f.put(want)
			f.holds(want)
		}},
		{"a put without indexes takes them away", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			want := doc("/a", "2")
			want.Revision = f.put(want)
			f.holds(want)
			f.finds("u", "x")
		}},
		{"a delete removes the document", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")), doc("/b", "2"))
			f.update(deletes("/a"))
			f.absent("/a")
			f.get("/b")
		}},
		{"a deleted document can be put again", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.update(deletes("/a"))
			want := doc("/a", "2", unique("u", "x"))
			want.Revision = f.put(want)
			f.holds(want)
		}},
		{"deleting what is not there is no error", func(f *fixture) {
			f.put(doc("/b", "1"))
			f.update(deletes("/a"))
			f.get("/b")
		}},
		{"deleting a parent leaves what is beneath it", func(f *fixture) {
			f.put(doc("/a", "1"), doc("/a/b", "2"))
			f.update(deletes("/a"))
			f.get("/a/b")
		}},
		{"keys are compared byte for byte", func(f *fixture) {
			f.put(doc("/a_b", "1"), doc("/aXb", "2"), doc("/ä", "3"))
			f.absent("/a%b", "/axb", "/a")
			f.get("/ä")
		}},
		{"bodies of any size and byte", func(f *fixture) {
			want := doc("/a", strings.Repeat("x", 1<<20)+"\x00ü\xff")
			want.Revision = f.put(want)
			f.holds(want)
		}},
		{"quotes in every field are only text", func(f *fixture) {
			want := ofKind(`k'"`, doc(`/it's"; --`, "1", unique(`n'"`, `v'";--`)))
			want.Revision = f.put(want)
			f.holds(want)
			f.finds(`n'"`, `v'";--`, want.Key)
		}},
		{"indexes of a document that was read are the reader's", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x")))
			mine := f.get("/a")
			mine.Indexes[0].Value = "y"
			f.put(mine)
			f.finds("s", "x")
			f.finds("s", "y", "/a")
		}},
		{"indexes of a document that was put are the caller's", func(f *fixture) {
			var seen log
			f.store.Watch(seen.add)
			mine := doc("/a", "1", shared("s", "x"))
			f.put(mine)
			mine.Indexes[0].Value = "y"
			if got := seen.all()[0].Puts[0].Indexes[0].Value; got != "x" {
				f.Errorf("the watched value is %q", got)
			}
			if got := f.get("/a").Indexes[0].Value; got != "x" {
				f.Errorf("the stored value is %q", got)
			}
		}},
	})
}
