package rbac_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// naive is the rules of evaluation written down a second time, without any
// thought of speed, to hold the Authorizer against.
type naive struct {
	assignments map[string]rbac.RoleAssignment
	roles       map[string][]rbac.Permission
	cut         map[string][]string // ids in segments, as they were cut once
}

func (n naive) allowed(principals []string, action, scope string, data bool) bool {
	for _, a := range n.assignments {
		if n.within(scope, a.Scope) && n.grants(a, principals, action, data) {
			return true
		}
	}
	return false
}

func (n naive) allowedBeneath(principals []string, action, scope string) bool {
	for _, a := range n.assignments {
		if n.within(a.Scope, scope) && !n.within(scope, a.Scope) && n.grants(a, principals, action, false) {
			return true
		}
	}
	return false
}

func (n naive) grants(a rbac.RoleAssignment, principals []string, action string, data bool) bool {
	held := false
	for _, p := range principals {
		held = held || p == a.PrincipalID
	}
	if !held || a.Condition != "" {
		return false
	}
	for _, p := range n.roles[a.RoleDefinitionID] {
		yes, no := p.Actions, p.NotActions
		if data {
			yes, no = p.DataActions, p.NotDataActions
		}
		if anyMatches(yes, action) && !anyMatches(no, action) {
			return true
		}
	}
	return false
}

func anyMatches(patterns []string, action string) bool {
	for _, p := range patterns {
		if naiveMatch(p, action) {
			return true
		}
	}
	return false
}

// within compares segment by segment.
func (n naive) within(id, scope string) bool {
	ids, scopes := n.segments(id), n.segments(scope)
	if len(scopes) > len(ids) {
		return false
	}
	for i := range scopes {
		if ids[i] != scopes[i] {
			return false
		}
	}
	return true
}

func (n naive) segments(id string) []string {
	if _, ok := n.cut[id]; !ok {
		n.cut[id] = strings.FieldsFunc(strings.ToLower(id), func(r rune) bool { return r == '/' })
	}
	return n.cut[id]
}

// world makes small random things out of few parts, so that they often meet.
type world struct{ *rand.Rand }

func pick[T any](w world, choices ...T) T { return choices[w.IntN(len(choices))] }

func (w world) scope() string {
	s := ""
	if w.IntN(6) > 0 {
		s += "/" + pick(w, "subscriptions", "Subscriptions") + "/" + pick(w, "s", "s-2", "S")
		if w.IntN(4) > 0 {
			s += "/resourceGroups/" + pick(w, "rg", "RG", "rg2", "rg-2", "r")
		}
	}
	for s != "" && w.IntN(2) > 0 {
		s += "/providers/N/t/" + pick(w, "a", "b", "a b", "A.")
	}
	if s == "" {
		return "/"
	}
	return s
}

func (w world) action() string {
	return pick(w, "N", "M", "n") + "/" + pick(w, "t", "t/u", "T", "u") + "/" + pick(w, "read", "write", "x/action", "Read")
}

func (w world) patterns() []string {
	all := make([]string, w.IntN(3))
	for i := range all {
		all[i] = pick(w, "*", "N/*", "*/read", "N/*/Read", "n/t/*/write", "*/x/*", "M/t/*", w.action())
	}
	return all
}

func (w world) permissions() []rbac.Permission {
	all := make([]rbac.Permission, 1+w.IntN(2))
	for i := range all {
		all[i] = rbac.Permission{
			Actions: w.patterns(), NotActions: w.patterns(), DataActions: w.patterns(), NotDataActions: w.patterns(),
		}
	}
	return all
}

func (w world) guid(n int) string { return fmt.Sprintf("00000000-0000-0000-0000-%012d", w.IntN(n)) }

// change makes a random commit to both.
func (w world) change(t *testing.T, s *fakeStore, n naive) {
	puts := make(map[string]resource.Document)
	var deletes []string
	for range w.IntN(4) {
		a := rbac.RoleAssignment{
			ID: w.guid(30), Scope: w.scope(), PrincipalID: pick(w, "p", "q", "g"),
			RoleDefinitionID: w.guid(6), Condition: pick(w, "", "", "", "c"),
		}
		puts[a.Key()] = a.Document()
		n.assignments[a.Key()] = a
	}
	if w.IntN(3) == 0 {
		id := w.guid(6)
		n.roles[id] = w.permissions()
		puts[rbac.DefinitionKey(id)] = define(id, n.roles[id]...)
	}
	for _, key := range slices.Sorted(maps.Keys(n.assignments)) {
		if _, put := puts[key]; !put && w.IntN(10) == 0 {
			deletes = append(deletes, key)
			delete(n.assignments, key)
		}
	}
	b := resource.Batch{Deletes: deletes}
	for _, d := range puts {
		b.Puts = append(b.Puts, d)
	}
	s.update(t, b)
}

func TestAgreesWithTheNaiveEvaluator(t *testing.T) {
	t.Parallel()
	const seed = 1
	w := world{rand.New(rand.NewPCG(seed, 0))}
	s := newStore()
	a := open(t, s)
	n := naive{assignments: make(map[string]rbac.RoleAssignment), roles: make(map[string][]rbac.Permission), cut: make(map[string][]string)}
	yes := 0
	rounds, questions := 500, 200
	if testing.Short() {
		rounds, questions = 400, 10
	}
	for round := range rounds {
		w.change(t, s, n)
		again := authorizer(t, slices.Collect(maps.Values(s.documents))...) // loads what the other followed
		for range questions {
			principal, groups := pick(w, "p", "q"), pick(w, nil, []string{"g"})
			all := append([]string{principal}, groups...)
			action, scope := w.action(), w.scope()
			id := resource.MustParseID(scope)
			want, wantData := n.allowed(all, action, scope, false), n.allowed(all, action, scope, true)
			wantBeneath := n.allowedBeneath(all, action, scope)
			if want {
				yes++
			}
			for _, q := range []struct {
				question  string
				got, want bool
			}{
				{"Allowed", a.Allowed(principal, groups, action, id), want},
				{"Allowed, reopened", again.Allowed(principal, groups, action, id), want},
				{"Decide", a.Decide(principal, groups, action, id).Allowed, want},
				{"DataAllowed", a.DataAllowed(principal, groups, action, id), wantData},
				{"DecideData", a.DecideData(principal, groups, action, id).Allowed, wantData},
				{"AllowedBeneath", a.AllowedBeneath(principal, groups, action, id), wantBeneath},
				{"AllowedBeneath again", again.AllowedBeneath(principal, groups, action, id), wantBeneath},
				{"GrantedAt", slices.ContainsFunc(a.GrantedAt(principal, groups, action), func(at string) bool { return n.within(scope, at) }), want},
			} {
				if q.got != q.want {
					t.Fatalf("round %d: %s of %s in %s for %s at %s: got %v, want %v", round, q.question, principal, groups, action, scope, q.got, q.want)
				}
			}
		}
	}
	if all := rounds * questions; yes < all/10 || yes > all*9/10 {
		t.Errorf("%d of %d questions were answered with yes: the cases are too much alike", yes, all)
	}
}
