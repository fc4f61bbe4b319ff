package rbac

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Authorizer says who may do what where. Its methods take no lock and may be
// called from many goroutines. A change of an assignment or a definition is in
// its answers before the store acknowledges it.
type Authorizer struct {
	now atomic.Pointer[snapshot]
}

// Open loads the assignments and custom definitions from the store and follows
// the store from then on. Call it before the first write.
func Open(ctx context.Context, store resource.Store) (*Authorizer, error) {
	var stored resource.Commit
	for _, kind := range []string{DefinitionKind, AssignmentKind} {
		documents, _, err := store.List(ctx, resource.Query{Kind: kind})
		if err != nil {
			return nil, fmt.Errorf("rbac: %w", err)
		}
		stored.Puts = append(stored.Puts, documents...)
	}
	s, err := newSnapshot().after(stored)
	if err != nil {
		return nil, err
	}
	a := &Authorizer{}
	a.now.Store(s)
	store.Watch(a.apply)
	return a, nil
}

func (a *Authorizer) apply(c resource.Commit) {
	if !touches(c, DefinitionKind) && !touches(c, AssignmentKind) {
		return
	}
	// What we wrote ourselves a moment ago can be read.
	next, err := a.now.Load().after(c)
	if err != nil {
		panic(err)
	}
	a.now.Store(next)
}

// HoldBack has assignments not count for as long as spreads says so, by the key
// of the assignment and its principal. Call it before the first write.
func (a *Authorizer) HoldBack(spreads func(key, principalID string) bool) {
	next := *a.now.Load()
	next.spreads = spreads
	a.now.Store(&next)
}

// Holds reports whether there is an assignment with this key.
func (a *Authorizer) Holds(key string) bool {
	_, ok := a.now.Load().assignments.Get(key)
	return ok
}

// Definition returns the built-in or custom role with this GUID. It is shared:
// its lists must not be changed.
func (a *Authorizer) Definition(id string) (RoleDefinition, bool) {
	r, ok := a.now.Load().roles[strings.ToLower(id)]
	if !ok {
		return RoleDefinition{}, false
	}
	return r.definition, true
}

// Definitions returns all built-in and custom roles in order of their names,
// without regard to case. They are shared: their lists must not be changed.
func (a *Authorizer) Definitions() []RoleDefinition {
	roles := a.now.Load().roles
	all := make([]RoleDefinition, 0, len(roles))
	for _, r := range roles {
		all = append(all, r.definition)
	}
	slices.SortFunc(all, func(x, y RoleDefinition) int {
		return cmp.Or(strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), strings.Compare(x.ID, y.ID))
	})
	return all
}
