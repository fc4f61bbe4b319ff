package storetest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testList: which documents a query selects, and in which order.
func testList(t *testing.T, open opener) {
	there := []resource.Document{
		doc("/c", "1"),
		doc("/a/c/d", "2"),
		doc("/a", "3"),
		doc("/ab/x", "4"),
		ofKind(kindB, doc("/a/b", "5")),
		ofKind(kindB, doc("/a-b", "6")),
		doc("/a0", "7"),
		doc("/a_b/x", "8"),
		doc("/axb/x", "9"),
	}
	all := []string{"/a", "/a-b", "/a/b", "/a/c/d", "/a0", "/a_b/x", "/ab/x", "/axb/x", "/c"}
	cases := []struct {
		name string
		q    resource.Query
		want []string
	}{
		{"everything", resource.Query{}, all},
		{"everything under the root", resource.Query{Under: "/"}, all},
		{"a kind", resource.Query{Kind: kindB}, []string{"/a-b", "/a/b"}},
		{"a kind that nothing has", resource.Query{Kind: "test/none"}, nil},
		{"a kind's beginning is not the kind", resource.Query{Kind: "test"}, nil},
		{"under a key, without the key", resource.Query{Under: "/a"}, []string{"/a/b", "/a/c/d"}},
		{"under a key that is not there", resource.Query{Under: "/a/c"}, []string{"/a/c/d"}},
		{"under a key with nothing beneath", resource.Query{Under: "/c"}, nil},
		{"under a name with a wildcard", resource.Query{Under: "/a_b"}, []string{"/a_b/x"}},
		{"a kind under a key", resource.Query{Kind: kindB, Under: "/a"}, []string{"/a/b"}},
		{"a kind under the root", resource.Query{Kind: kindB, Under: "/"}, []string{"/a-b", "/a/b"}},
		{"after a key", resource.Query{After: "/a/c/d"}, []string{"/a0", "/a_b/x", "/ab/x", "/axb/x", "/c"}},
		{"after a key that is not there", resource.Query{After: "/a1"}, []string{"/a_b/x", "/ab/x", "/axb/x", "/c"}},
		{"after the last", resource.Query{After: "/c"}, nil},
		{"under one key after another", resource.Query{Under: "/a", After: "/a/b"}, []string{"/a/c/d"}},
		{"after a key below those under another", resource.Query{Under: "/a", After: "/"}, []string{"/a/b", "/a/c/d"}},
		{"after a key above those under another", resource.Query{Under: "/a", After: "/b"}, nil},
		{"a kind after a key", resource.Query{Kind: kindB, After: "/a-b"}, []string{"/a/b"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, open(t))
			f.put(there...)
			got, more := f.list(c.q)
			if diff := cmp.Diff(c.want, keysOf(got), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
			if more {
				t.Error("more is true without a limit")
			}
		})
	}
	runCases(t, open, []testCase{
		{"whole documents", func(f *fixture) {
			want := doc("/a", "1", unique("u", "x"), shared("s", "y"))
			want.Revision = f.put(want)
			got, _ := f.list(resource.Query{Kind: kindA, Under: "/"})
			f.same([]resource.Document{want}, got)
		}},
		{"a document that changes its kind changes lists", func(f *fixture) {
			f.put(doc("/a", "1"))
			f.put(ofKind(kindB, doc("/a", "2")))
			if got, _ := f.list(resource.Query{Kind: kindA}); len(got) != 0 {
				f.Errorf("the old kind lists %v", keysOf(got))
			}
			if got, _ := f.list(resource.Query{Kind: kindB}); len(got) != 1 {
				f.Errorf("the new kind lists %v", keysOf(got))
			}
		}},
		{"a deleted document is in no list", func(f *fixture) {
			f.put(doc("/a", "1"), doc("/b", "2"))
			f.update(deletes("/a"))
			for _, q := range []resource.Query{{}, {Kind: kindA}} {
				if got, _ := f.list(q); len(got) != 1 {
					f.Errorf("List(%+v) = %v", q, keysOf(got))
				}
			}
		}},
	})
}

// testPaging: pages of any size, one after another, are the whole list; more is
// true for all but the last.
func testPaging(t *testing.T, open opener) {
	const n = 12
	runCases(t, open, []testCase{
		{"every size of page", func(f *fixture) {
			var want []string
			for _, key := range numbered("/p/", n) {
				f.put(doc(key, "1"), ofKind(kindB, doc(fmt.Sprintf("%s/b", key), "other")), doc("/q"+key, "outside"))
				want = append(want, key)
			}
			for limit := range n + 2 {
				q := resource.Query{Kind: kindA, Under: "/p", Limit: limit}
				if diff := cmp.Diff(want, f.page(q, n)); diff != "" {
					f.Errorf("limit %d (-want +got):\n%s", limit, diff)
				}
			}
		}},
		{"more is false at the exact limit", func(f *fixture) {
			f.put(doc("/a/1", "1"), doc("/a/2", "2"), doc("/b", "after"))
			if got, more := f.list(resource.Query{Under: "/a", Limit: 2}); len(got) != 2 || more {
				f.Errorf("List = %v, %v", keysOf(got), more)
			}
			if got, more := f.list(resource.Query{Under: "/a", Limit: 1}); len(got) != 1 || !more {
				f.Errorf("List = %v, %v", keysOf(got), more)
			}
		}},
		{"after a document that was deleted meanwhile", func(f *fixture) {
			f.put(doc("/a", "1"), doc("/b", "2"), doc("/c", "3"))
			first, _ := f.list(resource.Query{Limit: 1})
			f.update(deletes("/a"))
			second, more := f.list(resource.Query{Limit: 1, After: first[0].Key})
			if len(second) != 1 || second[0].Key != "/b" || !more {
				f.Errorf("List = %v, %v", keysOf(second), more)
			}
		}},
	})
}

// page reads the list page by page.
func (f *fixture) page(q resource.Query, most int) (keys []string) {
	f.Helper()
	for range most + 1 {
		documents, more := f.list(q)
		if q.Limit > 0 && len(documents) > q.Limit {
			f.Fatalf("%d documents at limit %d", len(documents), q.Limit)
		}
		keys = append(keys, keysOf(documents)...)
		if !more {
			return keys
		}
		if len(documents) != q.Limit {
			f.Fatalf("more after a page of %d at limit %d", len(documents), q.Limit)
		}
		q.After = documents[len(documents)-1].Key
	}
	f.Fatal("the list has no end")
	return nil
}

// numbered makes n keys in ascending order.
func numbered(prefix string, n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("%s%04d", prefix, i)
	}
	return keys
}
