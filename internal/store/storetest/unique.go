package storetest

import (
	"errors"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testUnique: no two documents hold a value that one of them calls unique.
func testUnique(t *testing.T, open opener) {
	taken := resource.DuplicateError{Index: "u", Value: "x", Holder: "/a"}
	runCases(t, open, []testCase{
		{"a taken value is refused", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.duplicate(puts(doc("/b", "2", unique("u", "x"))), taken)
			f.absent("/b")
			f.finds("u", "x", "/a")
		}},
		{"the holder may be written again", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.put(doc("/a", "2", unique("u", "x")))
			f.put(doc("/a", "3", unique("u", "x"), shared("s", "y")))
			f.finds("u", "x", "/a")
		}},
		{"the same value of another index is free", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.put(doc("/b", "2", unique("v", "x")))
		}},
		{"another value is free", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.put(doc("/b", "2", unique("u", "X")), doc("/c", "3", unique("u", "x ")), doc("/d", "4", unique("u", "")))
		}},
		{"one document may hold several", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x"), unique("u", "y")))
			f.duplicate(puts(doc("/b", "2", unique("u", "y"))), resource.DuplicateError{Index: "u", Value: "y", Holder: "/a"})
		}},
		{"a shared value is nobody's", func(f *fixture) {
			f.put(doc("/a", "1", shared("s", "x")))
			f.put(doc("/b", "2", shared("s", "x")))
			f.finds("s", "x", "/a", "/b")
		}},
		{"a value that is shared cannot be had alone", func(f *fixture) {
			f.put(doc("/a", "1", shared("u", "x")))
			f.duplicate(puts(doc("/b", "2", unique("u", "x"))), taken)
		}},
		{"a unique value cannot be shared", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.duplicate(puts(doc("/b", "2", shared("u", "x"))), taken)
		}},
		{"a shared value becomes unique when it has one holder", func(f *fixture) {
			f.put(doc("/a", "1", shared("u", "x")), doc("/b", "2", shared("u", "x")))
			f.duplicate(puts(doc("/a", "3", unique("u", "x"))), resource.DuplicateError{Index: "u", Value: "x", Holder: "/b"})
			f.update(deletes("/b"))
			f.put(doc("/a", "3", unique("u", "x")))
			f.duplicate(puts(doc("/b", "4", shared("u", "x"))), taken)
		}},
		{"a unique value becomes shared", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.put(doc("/a", "2", shared("u", "x")))
			f.put(doc("/b", "3", shared("u", "x")))
			f.finds("u", "x", "/a", "/b")
		}},
		{"a delete frees the value", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.update(deletes("/a"))
			f.put(doc("/b", "2", unique("u", "x")))
		}},
		{"a replacement frees the value", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.put(doc("/a", "2", unique("u", "y")))
			f.put(doc("/b", "3", unique("u", "x")))
			f.duplicate(puts(doc("/c", "4", unique("u", "y"))), resource.DuplicateError{Index: "u", Value: "y", Holder: "/a"})
		}},
		{"a refused batch takes no value", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.duplicate(puts(doc("/b", "2", unique("u", "z")), doc("/c", "3", unique("u", "x"))), taken)
			f.put(doc("/d", "4", unique("u", "z")))
		}},
		{"the same value twice in one document", func(f *fixture) {
			both := doc("/a", "1", unique("u", "x"), shared("u", "x"))
			f.holds(at(f.put(both), both))
			f.duplicate(puts(doc("/b", "2", shared("u", "x"))), taken)
			f.put(doc("/a", "3", unique("u", "x")))
			f.finds("u", "x", "/a")
			f.duplicate(puts(doc("/b", "4", unique("u", "x"))), taken)
		}},
	})
	testUniqueMoves(t, open)
}

// testUniqueMoves: values are judged as the batch leaves them.
func testUniqueMoves(t *testing.T, open opener) {
	runCases(t, open, []testCase{
		{"from a document that is deleted", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.update(resource.Batch{Puts: []resource.Document{doc("/b", "2", unique("u", "x"))}, Deletes: []string{"/a"}})
			f.finds("u", "x", "/b")
		}},
		{"from a document that is replaced later in the batch", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.put(doc("/b", "2", unique("u", "x")), doc("/a", "3"))
			f.finds("u", "x", "/b")
		}},
		{"from a document that is replaced earlier in the batch", func(f *fixture) {
			f.put(doc("/b", "1", unique("u", "x")))
			f.put(doc("/b", "2"), doc("/c", "3", unique("u", "x")))
			f.finds("u", "x", "/c")
		}},
		{"two documents exchange values", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")), doc("/b", "2", unique("u", "y")))
			f.put(doc("/a", "3", unique("u", "y")), doc("/b", "4", unique("u", "x")))
			f.finds("u", "x", "/b")
			f.finds("u", "y", "/a")
			f.duplicate(puts(doc("/c", "5", unique("u", "x"))), resource.DuplicateError{Index: "u", Value: "x", Holder: "/b"})
		}},
		{"not from a document that keeps it in the batch", func(f *fixture) {
			f.put(doc("/a", "1", unique("u", "x")))
			f.inBatchDuplicate(doc("/b", "2", unique("u", "x")), doc("/a", "3", unique("u", "x")))
			f.inBatchDuplicate(doc("/a", "3", unique("u", "x")), doc("/b", "2", unique("u", "x")))
			f.absent("/b")
		}},
		{"two puts of a batch want the same", func(f *fixture) {
			f.inBatchDuplicate(doc("/a", "1", unique("u", "x")), doc("/b", "2", unique("u", "x")))
			f.inBatchDuplicate(doc("/a", "1", unique("u", "x")), doc("/b", "2", shared("u", "x")))
			f.inBatchDuplicate(doc("/a", "1", shared("u", "x")), doc("/b", "2", unique("u", "x")))
			f.inBatchDuplicate(doc("/a", "1", unique("u", "x"), shared("u", "x")), doc("/b", "2", shared("u", "x")))
			f.absent("/a", "/b")
			f.put(doc("/a", "1", shared("u", "x")), doc("/b", "2", shared("u", "x")))
		}},
		{"behind a holder that the batch changes stands one that it leaves", func(f *fixture) {
			f.put(doc("/a", "1", shared("u", "x")), doc("/b", "2", shared("u", "x")))
			f.duplicate(resource.Batch{Puts: []resource.Document{doc("/c", "3", unique("u", "x"))}, Deletes: []string{"/a"}},
				resource.DuplicateError{Index: "u", Value: "x", Holder: "/b"})
			f.get("/a")
		}},
	})
}

// inBatchDuplicate puts documents of which two want the value x of u. Either of
// them may be named as its holder.
func (f *fixture) inBatchDuplicate(documents ...resource.Document) {
	f.Helper()
	_, err := f.store.Update(f.Context(), puts(documents...))
	got, ok := errors.AsType[*resource.DuplicateError](err)
	if !ok || got.Index != "u" || got.Value != "x" || (got.Holder != "/a" && got.Holder != "/b") {
		f.Errorf("Update: %v; want a DuplicateError for x", err)
	}
}
