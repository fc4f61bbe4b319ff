package directory

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/sharded"
)

// PrincipalType is what a principal is, as role assignments name it.
type PrincipalType string

// The types of principals.
const (
	PrincipalUser    PrincipalType = "User"
	PrincipalGroup   PrincipalType = "Group"
	PrincipalService PrincipalType = "ServicePrincipal"
)

// View is the tenant's principals in memory, read without locks. A write to the
// store is in the view before it is acknowledged.
type View struct {
	now  atomic.Pointer[snapshot]
	gone atomic.Pointer[func(id string)]
}

// snapshot is the principals at one moment.
type snapshot struct {
	principals *sharded.Map[principal] // by object id in lower case
	users      int                     // how many of them are users
	// closures are the groups that were asked for, by object id; snapshots
	// between which no membership changed share them.
	closures *sync.Map
}

// principal is what the view keeps of one.
type principal struct {
	kind     PrincipalType
	service  ServicePrincipal // of service principals
	memberOf []string
	disabled bool // of users
}

// OnGone names the function that learns of each principal's end, before the
// deletion is acknowledged.
func (v *View) OnGone(fn func(id string)) { v.gone.Store(&fn) }

// prefixes are the beginnings of the keys of principals, by their kinds.
var prefixes = map[string]string{PrincipalKind: PrincipalKey(""), UserKind: UserKey(""), GroupKind: GroupKey("")}

// Open loads the view from the store and follows the store from then on. Call
// it before the first write.
func Open(ctx context.Context, store resource.Store) (*View, error) {
	var stored resource.Commit
	for kind := range prefixes {
		documents, _, err := store.List(ctx, resource.Query{Kind: kind})
		if err != nil {
			return nil, fmt.Errorf("directory: %w", err)
		}
		stored.Puts = append(stored.Puts, documents...)
	}
	s, err := (&snapshot{principals: &sharded.Map[principal]{}}).after(stored)
	if err != nil {
		return nil, err
	}
	v := &View{}
	v.now.Store(s)
	store.Watch(v.apply)
	return v, nil
}

// Principal returns the service principal with this object id; false where there
// is none (any more).
func (v *View) Principal(id string) (ServicePrincipal, bool) {
	p, ok := v.now.Load().principals.Get(strings.ToLower(id))
	return p.service, ok && p.kind == PrincipalService
}

// TypeOf returns what the principal with this object id is; false where there is
// none (any more).
func (v *View) TypeOf(id string) (PrincipalType, bool) {
	p, ok := v.now.Load().principals.Get(strings.ToLower(id))
	return p.kind, ok
}

// Active is TypeOf for principals that may act: a user who is disabled may not.
func (v *View) Active(id string) (PrincipalType, bool) {
	p, ok := v.now.Load().principals.Get(strings.ToLower(id))
	return p.kind, ok && !p.disabled
}

// Users returns how many users there are.
func (v *View) Users() int { return v.now.Load().users }

func (v *View) apply(c resource.Commit) {
	// What we wrote ourselves a moment ago can be read.
	now := v.now.Load()
	next, err := now.after(c)
	if err != nil {
		panic(err)
	}
	v.now.Store(next)
	fn := v.gone.Load()
	if fn == nil {
		return
	}
	for _, d := range c.Deletes {
		if prefix, ours := prefixes[d.Kind]; ours {
			(*fn)(strings.TrimPrefix(d.Key, prefix))
		}
	}
}

// after is the snapshot with a commit's changes; s itself where it has none for us.
func (s *snapshot) after(c resource.Commit) (*snapshot, error) {
	var e *sharded.Edit[principal]
	regrouped := s.closures == nil
	users := s.users
	change := func(id string, to *principal) {
		if e == nil {
			e = s.principals.Edit()
		}
		old, _ := e.Get(id)
		regrouped = regrouped || len(old.memberOf) > 0 || to != nil && len(to.memberOf) > 0
		if old.kind == PrincipalUser {
			users--
		}
		if to != nil && to.kind == PrincipalUser {
			users++
		}
		if to == nil {
			e.Delete(id)
		} else {
			e.Set(id, *to)
		}
	}
	for _, d := range c.Deletes {
		if prefix, ours := prefixes[d.Kind]; ours {
			change(strings.TrimPrefix(d.Key, prefix), nil)
		}
	}
	for _, d := range c.Puts {
		prefix, ours := prefixes[d.Kind]
		if !ours {
			continue
		}
		p, err := principalOf(d)
		if err != nil {
			return nil, err
		}
		change(strings.TrimPrefix(d.Key, prefix), &p)
	}
	next := *s
	next.users = users
	if e != nil {
		next.principals = e.Done()
	}
	if regrouped {
		next.closures = &sync.Map{}
	}
	return &next, nil
}

func principalOf(d resource.Document) (p principal, err error) {
	switch d.Kind {
	case UserKind:
		u, err := ParseUser(d)
		return principal{kind: PrincipalUser, memberOf: u.MemberOf, disabled: !u.AccountEnabled}, err
	case GroupKind:
		p.kind = PrincipalGroup
	default:
		p.kind = PrincipalService
		p.service, err = ParseServicePrincipal(d)
		p.memberOf = p.service.MemberOf
		return p, err
	}
	p.memberOf, err = MemberOf(d)
	return p, err
}
