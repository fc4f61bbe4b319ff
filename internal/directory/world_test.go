package directory_test

import (
	"context"
	"testing"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
)

// world is a directory with its view.
type world struct {
	directory.Directory
	view *directory.View
	t    *testing.T
}

func newWorld(t *testing.T) *world {
	t.Helper()
	store := memory.Open()
	t.Cleanup(func() { _ = store.Close() })
	view, err := directory.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Directory: directory.Directory{Store: store, Sources: resource.System()}, view: view, t: t}
}

// must makes a change that must succeed.
func (w *world) must(fn func(c *directory.Change) error) {
	w.t.Helper()
	if err := w.Change(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// group makes a group with an id of the given number.
func (w *world) group(id string) {
	w.t.Helper()
	w.must(func(c *directory.Change) error {
		return c.PutGroup(directory.Group{ID: id, DisplayName: "g", MailNickname: "g", Security: true})
	})
}

func (w *world) user(id, name string) error {
	return w.Change(context.Background(), func(c *directory.Change) error {
		return c.PutUser(context.Background(), directory.User{ID: id, DisplayName: name, MailNickname: name, UserPrincipalName: name + "@azimuth.test"})
	})
}

func (w *world) join(group, member string) {
	w.t.Helper()
	w.must(func(c *directory.Change) error { return c.AddMember(context.Background(), group, member) })
}

// The ids of the tests.
const (
	a = "aaaaaaaa-0000-4000-8000-000000000001"
	b = "bbbbbbbb-0000-4000-8000-000000000002"
	c = "cccccccc-0000-4000-8000-000000000003"
	p = "dddddddd-0000-4000-8000-000000000004"
	q = "eeeeeeee-0000-4000-8000-000000000005"
)
