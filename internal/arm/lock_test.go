package arm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/authorization"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
)

const administrator = "ad000000-0000-0000-0000-000000000001"

// countingStore counts the reads of registers of locks, and holds the commits
// that before lets it hold.
type countingStore struct {
	resource.Store
	registers atomic.Int64
	before    func(resource.Batch)
}

func (s *countingStore) Get(ctx context.Context, key string) (resource.Document, error) {
	if strings.HasPrefix(key, "/azimuth/locks/") {
		s.registers.Add(1)
	}
	return s.Store.Get(ctx, key)
}

func (s *countingStore) Update(ctx context.Context, b resource.Batch) (int64, error) {
	if s.before != nil {
		s.before(b)
	}
	return s.Store.Update(ctx, b)
}

// newEngines are two replicas of a server with groups and Microsoft.Authorization,
// whose only caller is the administrator, over a store with one subscription.
func newEngines(t *testing.T) (e, replica *arm.Engine, store *countingStore) {
	t.Helper()
	store = &countingStore{Store: memory.Open()}
	access, err := rbac.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	principals, err := directory.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	owner := rbac.RoleAssignment{ID: "00000000-0000-0000-0000-000000000001", Scope: "/", PrincipalID: administrator, RoleDefinitionID: rbac.OwnerID}
	if _, err := store.Update(t.Context(), resource.Batch{Puts: []resource.Document{
		resources.NewSubscription(subscription[len("/subscriptions/"):], "s"), owner.Document(),
	}}); err != nil {
		t.Fatal(err)
	}
	return engineOver(store, access, principals), engineOver(store, access, principals), store
}

func engineOver(store resource.Store, access *rbac.Authorizer, principals *directory.View) *arm.Engine {
	e := &arm.Engine{
		Store: store, Sources: resource.System(), Access: access,
		Authenticate: func(context.Context, string) (arm.Caller, error) { return arm.Caller{ObjectID: administrator}, nil },
	}
	e.Register(resources.Provider(), authorization.Provider(access, principals))
	return e
}

// ask sends a request and returns the status and the error's code.
func ask(t *testing.T, e *arm.Engine, method, path, version, body string) (int, string) {
	t.Helper()
	r, err := e.Do(t.Context(), &arm.Request{Method: method, Path: path, Query: url.Values{"api-version": {version}}, Header: http.Header{}, Body: []byte(body)})
	if refused, ok := errors.AsType[*resource.Error](err); ok {
		return 0, refused.Code
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Status, ""
}

const (
	groupVersion = "2021-04-01"
	lockVersion  = "2016-09-01"
	lockBody     = `{"properties":{"level":"CanNotDelete"}}`
)

// TestLocksCostOneLookUp guards the hot path: without any lock, a write or a
// deletion looks for one once.
func TestLocksCostOneLookUp(t *testing.T) {
	t.Parallel()
	e, _, store := newEngines(t)
	group := groupA
	for _, step := range []struct{ method, body string }{{http.MethodPut, `{"location":"westus"}`}, {http.MethodDelete, ""}} {
		before := store.registers.Load()
		if status, code := ask(t, e, step.method, group, groupVersion, step.body); code != "" {
			t.Fatalf("%s: %d %s", step.method, status, code)
		}
		want := int64(1)
		if step.method == http.MethodDelete {
			want = 2 // for what was asked for, and for what goes with it
		}
		if got := store.registers.Load() - before; got > want {
			t.Errorf("%s: the register was read %d times", step.method, got)
		}
	}
}

// TestLockBeatsDeletion makes a lock at the very moment at which a deletion, to
// which nothing was locked, commits.
func TestLockBeatsDeletion(t *testing.T) {
	t.Parallel()
	e, replica, store := newEngines(t)
	group := groupA
	if _, code := ask(t, e, http.MethodPut, group, groupVersion, `{"location":"westus"}`); code != "" {
		t.Fatal(code)
	}
	var once sync.Once
	store.before = func(b resource.Batch) {
		if len(b.Deletes) > 0 {
			once.Do(func() {
				if _, code := ask(t, replica, http.MethodPut, group+"/providers/Microsoft.Authorization/locks/l", lockVersion, lockBody); code != "" {
					t.Error(code)
				}
			})
		}
	}
	if status, code := ask(t, e, http.MethodDelete, group, groupVersion, ""); code != "ScopeLocked" {
		t.Errorf("the deletion: %d %s", status, code)
	}
	if status, code := ask(t, e, http.MethodGet, group, groupVersion, ""); code != "" {
		t.Errorf("the group is gone: %d %s", status, code)
	}
}

// TestDeletionBeatsLock deletes a group at the very moment at which its lock commits.
func TestDeletionBeatsLock(t *testing.T) {
	t.Parallel()
	e, replica, store := newEngines(t)
	group := groupA
	if _, code := ask(t, e, http.MethodPut, group, groupVersion, `{"location":"westus"}`); code != "" {
		t.Fatal(code)
	}
	var once sync.Once
	store.before = func(b resource.Batch) {
		if len(b.Deletes) == 0 {
			once.Do(func() {
				if _, code := ask(t, replica, http.MethodDelete, group, groupVersion, ""); code != "" {
					t.Error(code)
				}
			})
		}
	}
	if status, code := ask(t, e, http.MethodPut, group+"/providers/Microsoft.Authorization/locks/l", lockVersion, lockBody); code != "ResourceGroupNotFound" {
		t.Errorf("the lock: %d %s", status, code)
	}
	// No trace of the lock is left that would stop a new group from going.
	for _, step := range []struct{ method, body string }{{http.MethodPut, `{"location":"westus"}`}, {http.MethodDelete, ""}} {
		if status, code := ask(t, e, step.method, group, groupVersion, step.body); code != "" {
			t.Errorf("%s: %d %s", step.method, status, code)
		}
	}
}

// TestLocksAndDeletionsRace races many of both: each group either goes and has no
// lock, or stays with its lock.
func TestLocksAndDeletionsRace(t *testing.T) {
	t.Parallel()
	e, replica, _ := newEngines(t)
	for i := range 50 {
		group := fmt.Sprintf("%s/resourceGroups/g%d", subscription, i)
		lock := group + "/providers/Microsoft.Authorization/locks/l"
		if _, code := ask(t, e, http.MethodPut, group, groupVersion, `{"location":"westus"}`); code != "" {
			t.Fatal(code)
		}
		var locked, deleted string
		var both sync.WaitGroup
		both.Go(func() { _, locked = ask(t, e, http.MethodPut, lock, lockVersion, lockBody) })
		both.Go(func() { _, deleted = ask(t, replica, http.MethodDelete, group, groupVersion, "") })
		both.Wait()
		if ends := locked + "," + deleted; ends != ",ScopeLocked" && ends != "ResourceGroupNotFound," {
			t.Errorf("the lock ended with %q, the deletion with %q", locked, deleted)
		}
	}
}
