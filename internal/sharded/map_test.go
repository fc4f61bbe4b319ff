package sharded_test

import (
	"fmt"
	"testing"

	"github.com/azimuthid/azimuth/internal/sharded"
)

// TestVersions changes a map of more keys than it has parts, and looks at the
// old version and the new one.
func TestVersions(t *testing.T) {
	t.Parallel()
	const keys = 5000
	key := func(i int) string { return fmt.Sprintf("key %d", i) }
	e := (&sharded.Map[int]{}).Edit()
	for i := range keys {
		e.Set(key(i), i)
	}
	before := e.Done()
	e = before.Edit()
	for i := range keys {
		switch i % 3 {
		case 0:
			e.Delete(key(i))
		case 1:
			e.Set(key(i), -i)
		}
	}
	if v, ok := e.Get(key(1)); !ok || v != -1 {
		t.Errorf("the edit has %d, %v for a key that it set", v, ok)
	}
	after := e.Done()
	for i := range keys {
		if v, ok := before.Get(key(i)); !ok || v != i {
			t.Fatalf("the old version has %d, %v for key %d", v, ok, i)
		}
		v, ok := after.Get(key(i))
		if want := map[int]int{1: -i, 2: i}[i%3]; ok != (i%3 != 0) || v != want {
			t.Fatalf("the new version has %d, %v for key %d", v, ok, i)
		}
	}
}

func TestNoKey(t *testing.T) {
	t.Parallel()
	m := &sharded.Map[string]{}
	e := m.Edit()
	e.Delete("nothing")
	for name, m := range map[string]*sharded.Map[string]{"zero": m, "edited": e.Done()} {
		if v, ok := m.Get("nothing"); ok || v != "" {
			t.Errorf("%s: %q, %v", name, v, ok)
		}
	}
}
