package storetest

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testFind: the documents that hold a value, whole and in order.
func testFind(t *testing.T, open opener) {
	runCases(t, open, []testCase{
		{"nobody holds it", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x")))
			f.finds("s", "y")
			f.finds("t", "x")
			f.finds("s", "")
		}},
		{"whole documents in order of key", func(f *fixture) {
			b := doc("/b", "1", shared("s", "x"), unique("u", "1"))
			a := ofKind(kindB, doc("/a", "2", shared("s", "x")))
			c := doc("/a/c", "3", shared("t", "x"), shared("s", "x"))
			r := f.put(b, a, c, doc("/d", "4", shared("s", "X")))
			f.same([]resource.Document{at(r, a), at(r, c), at(r, b)}, f.find("s", "x"))
		}},
		{"values are compared byte for byte", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "a_b")), doc("/b", "2", shared("s", "axb")), doc("/c", "3", shared("S", "a_b")))
			f.finds("s", "a_b", "/a")
			f.finds("s", "a%")
		}},
		{"a document is found once", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x"), shared("s", "x"), shared("s", "y")))
			f.finds("s", "x", "/a")
			f.finds("s", "y", "/a")
		}},
		{"a replacement is found by its new values only", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x"), shared("s", "kept")))
			f.put(doc("/a", "2", shared("s", "y"), shared("s", "kept")))
			f.finds("s", "x")
			f.finds("s", "y", "/a")
			f.finds("s", "kept", "/a")
		}},
		{"a replacement has its new body", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x")))
			want := doc("/a", "2", shared("s", "x"))
			want.Revision = f.put(want)
			f.same([]resource.Document{want}, f.find("s", "x"))
		}},
		{"a deleted document is not found", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x"), unique("u", "x")), doc("/b", "2", shared("s", "x")))
			f.update(deletes("/a"))
			f.finds("s", "x", "/b")
			f.finds("u", "x")
		}},
		{"a document put again is not found by what it held before", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x")))
			f.update(deletes("/a"))
			f.put(doc("/a", "2", shared("s", "y")))
			f.finds("s", "x")
		}},
	})
}
