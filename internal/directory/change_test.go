package directory_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// TestPrincipalDeletedElsewhere deletes a principal as internal/identity does,
// past the Directory: it is in no group any more.
func TestPrincipalDeletedElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.group(a)
	w.update(resource.Batch{Puts: []resource.Document{servicePrincipal(p).Document()}})
	w.join(a, p)
	w.update(resource.Batch{Deletes: []string{directory.PrincipalKey(p)}})
	members, err := w.Store.Find(t.Context(), directory.IndexMemberOf, a)
	if err != nil || len(members) != 0 || w.view.Groups(p) != nil {
		t.Errorf("the group has %d members, the principal groups %v: %v", len(members), w.view.Groups(p), err)
	}
}

// TestRaces makes changes that must not both succeed, many times at once.
func TestRaces(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t)
	remove := func(key string) func(*directory.Change) error {
		return func(ch *directory.Change) error {
			d, err := ch.Existing(ctx, key, key)
			if err != nil {
				return err
			}
			return ch.Delete(ctx, d)
		}
	}
	for range 50 {
		w.group(a)
		w.group(b)
		at := directory.Application{ID: c, AppID: p, DisplayName: "app"}
		w.must(func(ch *directory.Change) error { return ch.PutApplication(ctx, at) })
		var group sync.WaitGroup
		for _, fn := range []func(*directory.Change) error{
			func(ch *directory.Change) error { return ch.AddMember(ctx, a, b) },
			remove(directory.GroupKey(a)),
			func(ch *directory.Change) error {
				return ch.CreateServicePrincipal(ctx, directory.ServicePrincipal{ID: q, AppID: p})
			},
			remove(directory.ApplicationKey(p)),
		} {
			group.Go(func() {
				if err := w.Change(ctx, fn); resource.AsError(err).Kind == resource.KindInternal && err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if got := w.view.Groups(b); len(got) != 0 {
			t.Fatalf("a group that is gone has a member: %v", got)
		}
		if _, ok := w.view.Principal(q); ok {
			t.Fatal("an application that is gone has a service principal")
		}
		w.must(remove(directory.GroupKey(b)))
	}
}

// TestSameNameAtOnce gives one user name to many at once: one gets it.
func TestSameNameAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const many = 16
	errs := make([]error, many)
	var group sync.WaitGroup
	for i := range many {
		group.Go(func() { errs[i] = w.user(resource.System().NewGUID(), "ann") })
	}
	group.Wait()
	made := 0
	for _, err := range errs {
		e, refused := errors.AsType[*resource.Error](err)
		switch {
		case err == nil:
			made++
		case !refused || e.Target != "userPrincipalName":
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d users have the name", made)
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	valid := directory.User{ID: p, DisplayName: "Ann", MailNickname: "ann", UserPrincipalName: "ann@azimuth.test"}
	for name, c := range map[string]struct {
		change func(u *directory.User)
		target string
	}{
		"valid":                {func(*directory.User) {}, ""},
		"an old domain":        {func(u *directory.User) { u.UserPrincipalName = "o'neil_x#EXT#@a-b.onmicrosoft.com" }, ""},
		"no name":              {func(u *directory.User) { u.DisplayName = "" }, "displayName"},
		"a name too long":      {func(u *directory.User) { u.DisplayName = strings.Repeat("é", 257) }, "displayName"},
		"no nickname":          {func(u *directory.User) { u.MailNickname = "" }, "mailNickname"},
		"a nickname with @":    {func(u *directory.User) { u.MailNickname = "a@b" }, "mailNickname"},
		"a nickname too long":  {func(u *directory.User) { u.MailNickname = strings.Repeat("a", 65) }, "mailNickname"},
		"no user name":         {func(u *directory.User) { u.UserPrincipalName = "" }, "userPrincipalName"},
		"no domain":            {func(u *directory.User) { u.UserPrincipalName = "ann@" }, "userPrincipalName"},
		"two domains":          {func(u *directory.User) { u.UserPrincipalName = "ann@a@b" }, "userPrincipalName"},
		"an empty label":       {func(u *directory.User) { u.UserPrincipalName = "ann@a..b" }, "userPrincipalName"},
		"nothing before the @": {func(u *directory.User) { u.UserPrincipalName = "@azimuth.test" }, "userPrincipalName"},
	} {
		u := valid
		c.change(&u)
		err := w.Change(t.Context(), func(ch *directory.Change) error { return ch.PutUser(t.Context(), u) })
		if got := resource.AsError(err).Target; (err == nil) != (c.target == "") || err != nil && got != c.target {
			t.Errorf("%s: %v, about %q", name, err, got)
		}
	}
}

// TestKept stores objects and reads them back whole.
func TestKept(t *testing.T) {
	t.Parallel()
	u := directory.User{ID: p, DisplayName: "Ann", MemberOf: []string{a}, Members: map[string]json.RawMessage{"surname": json.RawMessage(`"Smith"`)}}
	g := directory.Group{ID: a, DisplayName: "g", Security: true, MemberOf: []string{b}}
	gotUser, err := directory.ParseUser(u.Document())
	if diff := cmp.Diff(u, gotUser); err != nil || diff != "" {
		t.Errorf("user: %v (-want +got):\n%s", err, diff)
	}
	gotGroup, err := directory.ParseGroup(g.Document())
	if diff := cmp.Diff(g, gotGroup); err != nil || diff != "" {
		t.Errorf("group: %v (-want +got):\n%s", err, diff)
	}
}
