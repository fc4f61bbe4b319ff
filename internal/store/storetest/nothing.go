package storetest

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testNothingUnder: the check looks at the keys beneath one, after the batch.
func testNothingUnder(t *testing.T, open opener) {
	cases := []struct {
		name      string
		there     []string
		under     string
		puts      []string
		deletes   []string
		conflicts bool
	}{
		{name: "an empty store", under: "/a"},
		{name: "the key itself is not beneath", there: []string{"/a"}, under: "/a"},
		{name: "a child", there: []string{"/a", "/a/b"}, under: "/a", conflicts: true},
		{name: "a grandchild without a child", there: []string{"/a/b/c"}, under: "/a", conflicts: true},
		{name: "a longer name is not beneath", there: []string{"/ab", "/ab/c", "/a-b/c", "/a0", "/a."}, under: "/a"},
		{name: "the wildcard _ is only a character", there: []string{"/axb/c"}, under: "/a_b"},
		{name: "the wildcard % is only a character", there: []string{"/axxb/c"}, under: "/a%b"},
		{name: "the wildcard * is only a character", there: []string{"/axxb/c"}, under: "/a*b"},
		{name: "the batch deletes all", there: []string{"/a", "/a/b", "/a/c"}, under: "/a", deletes: []string{"/a/b", "/a/c"}},
		{name: "the batch deletes all and the key", there: []string{"/a", "/a/b"}, under: "/a", deletes: []string{"/a", "/a/b"}},
		{name: "the batch leaves the last", there: []string{"/a/b", "/a/c"}, under: "/a", deletes: []string{"/a/b"}, conflicts: true},
		{name: "the batch leaves the first", there: []string{"/a/b", "/a/c"}, under: "/a", deletes: []string{"/a/c"}, conflicts: true},
		{name: "the batch deletes others only", there: []string{"/a/b", "/c", "/d"}, under: "/a", deletes: []string{"/c", "/d"}, conflicts: true},
		{name: "the batch puts a child", under: "/a", puts: []string{"/a/b"}, conflicts: true},
		{name: "the batch replaces a child", there: []string{"/a/b"}, under: "/a", puts: []string{"/a/b"}, conflicts: true},
		{name: "the batch deletes one child and puts another", there: []string{"/a/b"}, under: "/a", deletes: []string{"/a/b"}, puts: []string{"/a/c"}, conflicts: true},
		{name: "the batch puts elsewhere", under: "/a", puts: []string{"/a", "/ab/c", "/b"}},
		{name: "beneath the root is everything", there: []string{"/a"}, under: "/", conflicts: true},
		{name: "the batch deletes everything", there: []string{"/a", "/a/b", "/c"}, under: "/", deletes: []string{"/a", "/a/b", "/c"}},
		{name: "many are deleted", there: numbered("/a/", 300), under: "/a", deletes: numbered("/a/", 300)},
		{name: "many are deleted but one", there: numbered("/a/", 300), under: "/a", deletes: numbered("/a/", 300)[:299], conflicts: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, open(t))
			var there resource.Batch
			for _, key := range c.there {
				there.Puts = append(there.Puts, doc(key, "before"))
			}
			f.update(there)
			// The key's revision is not looked at: it is wrong wherever something is there.
			b := resource.Batch{Checks: []resource.Check{{Key: c.under, NothingUnder: true}}, Deletes: c.deletes}
			for _, key := range c.puts {
				b.Puts = append(b.Puts, doc(key, "after"))
			}
			if !c.conflicts {
				f.update(b)
				f.absent(c.deletes...)
				return
			}
			before, _ := f.list(resource.Query{})
			f.conflict(b)
			after, _ := f.list(resource.Query{})
			f.same(before, after)
		})
	}
}
