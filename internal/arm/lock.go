package arm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// LockLevel is what a lock stops.
type LockLevel string

// The levels, as the wire names them.
const (
	// CanNotDelete stops deletions.
	CanNotDelete LockLevel = "CanNotDelete"
	// ReadOnly stops writes and actions too.
	ReadOnly LockLevel = "ReadOnly"
)

// Lock is a lock as it is enforced: at its scope and at everything beneath.
type Lock struct {
	ID    string    `json:"id"`    // the lock's own, in the user's case
	Scope string    `json:"scope"` // what it locks, likewise
	Level LockLevel `json:"level"`
}

// The verbs of error texts about locks.
const (
	lockedDelete = "delete"
	lockedWrite  = "write" // and actions
)

// stops reports whether the lock stands in the way of a verb at the resource
// with this key. What contains a locked resource cannot be deleted either.
func (l Lock) stops(verb, key string) bool {
	scope := strings.ToLower(l.Scope)
	if verb == lockedDelete {
		return resource.KeyWithin(key, scope) || resource.KeyWithin(scope, key)
	}
	return l.Level == ReadOnly && resource.KeyWithin(key, scope)
}

// The locks of a subscription stand once more in its register, a document that
// every unit of work reads which a lock could stop. What was read must be
// unchanged at the commit: a lock that is made at the same time comes either
// before the write and stops it, or after it. Without any lock there is no
// register, and looking for it is all that locks cost.
const registerKind = "azimuth/locks"

func registerKey(subscription string) string {
	return "/azimuth/locks/" + strings.ToLower(subscription)
}

// locksOf are the locks of the subscription that an id stands in.
func locksOf(ctx context.Context, g resource.Getter, id resource.ID) ([]Lock, error) {
	if subscription := id.Subscription(); subscription != "" {
		return locksIn(ctx, g, subscription)
	}
	return nil, nil
}

func locksIn(ctx context.Context, g resource.Getter, subscription string) ([]Lock, error) {
	d, err := g.Get(ctx, registerKey(subscription))
	if errors.Is(err, resource.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var locks []Lock
	if err := json.Unmarshal(d.Body, &locks); err != nil {
		return nil, fmt.Errorf("arm: %s: %w", d.Key, err)
	}
	return locks, nil
}

// PutLock puts a lock in force with the unit, or changes the one with its id.
func (u *Unit) PutLock(ctx context.Context, id resource.ID, level LockLevel) error {
	return u.editLocks(ctx, id, &Lock{ID: id.String(), Scope: id.Parent().String(), Level: level})
}

// DropLock takes a lock away with the unit.
func (u *Unit) DropLock(ctx context.Context, id resource.ID) error { return u.editLocks(ctx, id, nil) }

func (u *Unit) editLocks(ctx context.Context, id resource.ID, lock *Lock) error {
	locks, err := locksOf(ctx, u, id)
	if err != nil {
		return err
	}
	locks = slices.DeleteFunc(locks, func(l Lock) bool { return equalFold(l.ID, id.String()) })
	if lock != nil {
		locks = append(locks, *lock)
	}
	key := registerKey(id.Subscription())
	if len(locks) == 0 {
		u.Delete(key)
		return nil
	}
	body, err := json.Marshal(locks)
	if err != nil {
		return err
	}
	u.Put(resource.Document{Key: key, Kind: registerKind, Body: body})
	return nil
}

// LocksAgainst are the locks that stop an RBAC action at a scope; none for
// actions that are no write, and for those of locks themselves, which are above locks.
func (e *Engine) LocksAgainst(ctx context.Context, action string, scope resource.ID) ([]Lock, error) {
	verb := lockedWrite
	switch lowered := lower(action); {
	case strings.HasPrefix(lowered, "microsoft.authorization/locks/"):
		return nil, nil
	case strings.HasSuffix(lowered, "/delete"):
		verb = lockedDelete
	case !strings.HasSuffix(lowered, "/write") && !e.isAction(lowered):
		return nil, nil
	}
	locks, err := locksOf(ctx, e.Store, scope)
	return stopping(locks, verb, scope.Key()), err
}

// isAction reports whether an RBAC action, in lower case, is one that is asked
// for by POST, and not a right on what another request refers to.
func (e *Engine) isAction(lowered string) bool {
	for _, t := range e.types {
		for _, action := range slices.Concat(t.Actions, t.Orders) {
			if !action.AtOnce && lower(t.action(action.Name+"/action")) == lowered {
				return true
			}
		}
	}
	return false
}

func stopping(locks []Lock, verb, key string) []Lock {
	var found []Lock
	for _, l := range locks {
		if l.stops(verb, key) {
			found = append(found, l)
		}
	}
	return found
}

// checkLocks refuses what a lock stops, in Azure's words.
func checkLocks(ctx context.Context, g resource.Getter, verb string, id resource.ID) error {
	locks, err := locksOf(ctx, g, id)
	if err != nil {
		return err
	}
	return scopeLocked(stopping(locks, verb, id.Key()), verb, id.String())
}

// checkLocks refuses the call where a lock stops it.
func (c *Call) checkLocks(ctx context.Context, g resource.Getter, verb string) error {
	if c.Type.AboveLocks {
		return nil
	}
	return checkLocks(ctx, g, verb, c.ID)
}

func scopeLocked(locks []Lock, verb, scope string) error {
	if len(locks) == 0 {
		return nil
	}
	var scopes []string
	for _, l := range locks {
		if !slices.ContainsFunc(scopes, func(s string) bool { return equalFold(s, l.Scope) }) {
			scopes = append(scopes, l.Scope)
		}
	}
	return resource.Conflict("ScopeLocked", "The scope '%s' cannot perform %s operation because following scope(s) are locked: '%s'. Please remove the lock and try again.",
		scope, verb, strings.Join(scopes, ","))
}

// checkGone refuses a unit that deletes, whatever it was asked for, a resource
// that is locked itself or contains a locked one: a network that is written
// without a locked subnet, say.
func (u *Unit) checkGone(ctx context.Context) error {
	bySubscription := make(map[string][]Lock)
	for _, key := range slices.Sorted(maps.Keys(u.gone)) {
		rest, ok := strings.CutPrefix(key, "/subscriptions/")
		if !ok {
			continue
		}
		subscription, _, _ := strings.Cut(rest, "/")
		locks, known := bySubscription[subscription]
		if !known {
			var err error
			if locks, err = locksIn(ctx, u, subscription); err != nil {
				return err
			}
			bySubscription[subscription] = locks
		}
		if err := refuseWithin(locks, key); err != nil {
			return err
		}
	}
	return nil
}

// refuseWithin refuses to delete what has this key where it is locked itself or
// contains what is.
func refuseWithin(locks []Lock, key string) error {
	for _, l := range locks {
		if resource.KeyWithin(strings.ToLower(l.Scope), key) {
			return scopeLocked([]Lock{l}, lockedDelete, l.Scope)
		}
	}
	return nil
}

// CheckLocked refuses the call where a lock forbids to write what it is for.
func (c *Call) CheckLocked(ctx context.Context, u *Unit) error {
	return c.checkLocks(ctx, u, lockedWrite)
}
