package rbac

import (
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/sharded"
)

// snapshot is all roles and assignments at one moment. It never changes.
type snapshot struct {
	roles       map[string]*role     // by GUID in lower case
	assignments *sharded.Map[*grant] // by key of the document
	principals  *sharded.Map[grants] // by principal
	// inSubscription counts the assignments by the key of their subscription.
	inSubscription map[string]int
	// spreads reports whether an assignment, by its key and its principal, does not
	// count yet; nil for none.
	spreads func(key, principalID string) bool
}

// newSnapshot has the built-in roles and no assignment.
func newSnapshot() *snapshot {
	roles := make(map[string]*role)
	for _, d := range BuiltIn() {
		roles[d.ID] = compileRole(d)
	}
	return &snapshot{roles: roles, assignments: &sharded.Map[*grant]{}, principals: &sharded.Map[grants]{}, inSubscription: make(map[string]int)}
}

// after is the snapshot with a commit's changes; s itself where it has none for
// us. It costs what the commit changes, not what the snapshot holds, but for
// role definitions, which are few and seldom change.
func (s *snapshot) after(c resource.Commit) (*snapshot, error) {
	roles, err := s.rolesAfter(c)
	if err != nil {
		return nil, err
	}
	next := &snapshot{roles: roles, assignments: s.assignments, principals: s.principals, inSubscription: s.inSubscription, spreads: s.spreads}
	if err := next.assign(c); err != nil {
		return nil, err
	}
	return next, nil
}

func (s *snapshot) rolesAfter(c resource.Commit) (map[string]*role, error) {
	if !touches(c, DefinitionKind) {
		return s.roles, nil
	}
	roles := maps.Clone(s.roles)
	set := func(id string, to *role) {
		// Nothing that is stored takes the place of a built-in role.
		if now := roles[id]; now != nil && now.definition.Type == BuiltInRole {
			return
		}
		if to == nil {
			delete(roles, id)
		} else {
			roles[id] = to
		}
	}
	for _, d := range c.Deletes {
		if d.Kind == DefinitionKind {
			set(strings.TrimPrefix(d.Key, DefinitionKey("")), nil)
		}
	}
	for _, d := range c.Puts {
		if d.Kind != DefinitionKind {
			continue
		}
		definition, err := ParseRoleDefinition(d)
		if err != nil {
			return nil, err
		}
		definition.Type = CustomRole // as everything that is stored
		set(definition.ID, compileRole(definition))
	}
	return roles, nil
}

// assign makes a commit's changes to the assignments, in s, which is not yet published.
func (s *snapshot) assign(c resource.Commit) error {
	if !touches(c, AssignmentKind) {
		return nil
	}
	e := assigning{assignments: s.assignments.Edit(), principals: s.principals.Edit(), own: make(map[string]bool), inSubscription: maps.Clone(s.inSubscription)}
	for _, d := range c.Deletes {
		if d.Kind == AssignmentKind {
			e.remove(d.Key)
		}
	}
	for _, d := range c.Puts {
		if d.Kind != AssignmentKind {
			continue
		}
		g, err := grantOf(d)
		if err != nil {
			return err
		}
		e.put(g)
	}
	s.assignments, s.principals = e.assignments.Done(), e.principals.Done()
	s.inSubscription = e.inSubscription
	return nil
}

// assigning is one commit's change of the assignments.
type assigning struct {
	assignments *sharded.Edit[*grant]
	principals  *sharded.Edit[grants]
	own         map[string]bool // principals whose grants are copies already
	// inSubscription is a copy already.
	inSubscription map[string]int
}

func (e *assigning) put(g *grant) {
	e.remove(g.key) // what stood at the key may have been another principal's
	e.assignments.Set(g.key, g)
	e.inSubscription[subscriptionOf(g.scopeKey)]++
	e.principals.Set(g.principal, e.grantsOf(g.principal).with(g))
}

func (e *assigning) remove(key string) {
	g, there := e.assignments.Get(key)
	if !there {
		return
	}
	e.assignments.Delete(key)
	e.inSubscription[subscriptionOf(g.scopeKey)]--
	if left := e.grantsOf(g.principal).without(g); len(left) > 0 {
		e.principals.Set(g.principal, left)
	} else {
		e.principals.Delete(g.principal)
	}
}

// grantsOf is the principal's grants, to be changed in place.
func (e *assigning) grantsOf(principal string) grants {
	gs, _ := e.principals.Get(principal)
	if !e.own[principal] {
		e.own[principal] = true
		gs = slices.Clone(gs)
	}
	return gs
}

func touches(c resource.Commit, kind string) bool {
	is := func(d resource.Document) bool { return d.Kind == kind }
	return slices.ContainsFunc(c.Puts, is) || slices.ContainsFunc(c.Deletes, is)
}
