package storetest

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testUnheld: the check looks at an index value's holders, after the batch.
func testUnheld(t *testing.T, open opener) {
	value := shared("uses", "/a")
	cases := []struct {
		name      string
		there     []resource.Document
		puts      []resource.Document
		deletes   []string
		conflicts bool
	}{
		{name: "an empty store"},
		{name: "a holder", there: []resource.Document{doc("/h", "x", value)}, conflicts: true},
		{name: "a holder that calls it unique", there: []resource.Document{doc("/h", "x", unique("uses", "/a"))}, conflicts: true},
		{name: "another value", there: []resource.Document{doc("/h", "x", shared("uses", "/ab"), shared("uses", "/"))}},
		{name: "another index", there: []resource.Document{doc("/h", "x", shared("used", "/a"))}},
		{name: "the batch deletes the holder", there: []resource.Document{doc("/h", "x", value)}, deletes: []string{"/h"}},
		{name: "the batch deletes one of two", there: []resource.Document{doc("/h", "x", value), doc("/i", "x", value)}, deletes: []string{"/h"}, conflicts: true},
		{name: "the batch deletes the other of two", there: []resource.Document{doc("/h", "x", value), doc("/i", "x", value)}, deletes: []string{"/i"}, conflicts: true},
		{name: "the batch takes the value from the holder", there: []resource.Document{doc("/h", "x", value)}, puts: []resource.Document{doc("/h", "y")}},
		{name: "the batch leaves the value with the holder", there: []resource.Document{doc("/h", "x", value)}, puts: []resource.Document{doc("/h", "y", value)}, conflicts: true},
		{name: "the batch brings a holder", puts: []resource.Document{doc("/h", "x", value)}, conflicts: true},
		{name: "the batch moves the value", there: []resource.Document{doc("/h", "x", value)}, puts: []resource.Document{doc("/h", "y"), doc("/i", "y", value)}, conflicts: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, open(t))
			f.update(resource.Batch{Puts: c.there})
			b := resource.Batch{Checks: []resource.Check{{Unheld: &value}}, Puts: c.puts, Deletes: c.deletes}
			if !c.conflicts {
				f.update(b)
				return
			}
			before, _ := f.list(resource.Query{})
			f.conflict(b)
			after, _ := f.list(resource.Query{})
			f.same(before, after)
		})
	}
}
