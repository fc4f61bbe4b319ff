package directory_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// servicePrincipal is a managed identity's, as internal/identity writes it: past
// the Directory.
func servicePrincipal(id string) directory.ServicePrincipal {
	return directory.ServicePrincipal{ID: id, AppID: id, DisplayName: "vm", Type: directory.TypeManagedIdentity}
}

func (w *world) update(batch resource.Batch) {
	w.t.Helper()
	if _, err := w.Store.Update(context.Background(), batch); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) groups(id string) []string {
	found := slices.Clone(w.view.Groups(id))
	slices.Sort(found)
	return found
}

func TestGroups(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{a, b, c} {
		w.group(id)
	}
	w.update(resource.Batch{Puts: []resource.Document{servicePrincipal(p).Document()}})
	steps := []struct {
		name string
		do   func()
		want []string
	}{
		{"in none", func() {}, nil},
		{"in one", func() { w.join(a, p) }, []string{a}},
		{"through another", func() { w.join(b, a) }, []string{a, b}},
		{"in a circle", func() { w.join(c, b); w.join(a, c) }, []string{a, b, c}},
		{"in a group twice", func() { w.join(c, p) }, []string{a, b, c}},
		{"in a group that is in itself", func() { w.join(c, c) }, []string{a, b, c}},
		{"out of the first", func() {
			w.must(func(ch *directory.Change) error { return ch.RemoveMember(context.Background(), a, p) })
		}, []string{a, b, c}},
		{"a group deleted", func() {
			w.must(func(ch *directory.Change) error {
				d, err := ch.Existing(context.Background(), directory.GroupKey(c), c)
				if err != nil {
					return err
				}
				return ch.Delete(context.Background(), d)
			})
		}, nil},
	}
	for _, step := range steps {
		step.do()
		if diff := cmp.Diff(step.want, w.groups(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if diff := cmp.Diff(step.want, w.groups(strings.ToUpper(p))); diff != "" {
			t.Errorf("%s, in upper case (-want +got):\n%s", step.name, diff)
		}
	}
	if w.view.Groups(q) != nil {
		t.Error("nobody is in groups")
	}
}

// TestSeenBeforeAcknowledged looks at the view from within the commit: what
// authorises must not be behind what was acknowledged.
func TestSeenBeforeAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.group(a)
	if err := w.user(p, "ann"); err != nil {
		t.Fatal(err)
	}
	var seen []string
	w.Store.Watch(func(resource.Commit) { seen = append(seen, fmt.Sprint(w.view.Groups(p))) })
	w.join(a, p)
	w.must(func(ch *directory.Change) error { return ch.RemoveMember(context.Background(), a, p) })
	if diff := cmp.Diff([]string{"[" + a + "]", "[]"}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var gone []string
	w.view.OnGone(func(id string) {
		if _, still := w.view.TypeOf(id); still {
			t.Errorf("%s is said to be gone and is not", id)
		}
		gone = append(gone, id)
	})
	w.group(a)
	if err := w.user(b, "ann"); err != nil {
		t.Fatal(err)
	}
	w.update(resource.Batch{Puts: []resource.Document{servicePrincipal(c).Document()}})
	for id, want := range map[string]directory.PrincipalType{a: directory.PrincipalGroup, b: directory.PrincipalUser, c: directory.PrincipalService} {
		if got, ok := w.view.TypeOf(id); !ok || got != want {
			t.Errorf("%s is %q, %v", id, got, ok)
		}
		if _, ok := w.view.Principal(id); ok != (want == directory.PrincipalService) {
			t.Errorf("%s: a service principal is found: %v", want, ok)
		}
	}
	w.update(resource.Batch{Deletes: []string{directory.GroupKey(a), directory.UserKey(b), directory.PrincipalKey(c)}})
	slices.Sort(gone)
	if diff := cmp.Diff([]string{a, b, c}, gone); diff != "" {
		t.Errorf("gone (-want +got):\n%s", diff)
	}
}

// TestReopen opens a second view on what a first one saw being made.
func TestReopen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.group(a)
	w.group(b)
	w.join(b, a)
	w.update(resource.Batch{Puts: []resource.Document{servicePrincipal(p).Document()}})
	w.join(a, p)
	again, err := directory.Open(t.Context(), w.Store)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.view.Groups(p), again.Groups(p)); diff != "" || len(again.Groups(p)) != 2 {
		t.Errorf("(-first +second):\n%s", diff)
	}
	if got, ok := again.Principal(p); !ok || got.AppID != p {
		t.Errorf("the principal is %v, %v", got, ok)
	}
}
