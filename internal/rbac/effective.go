package rbac

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Conditional reports whether an assignment would grant the action at the scope
// if it, or its role's permission, had no condition. It says nothing about
// assignments without.
func (a *Authorizer) Conditional(principalID string, groups []string, action string, scope resource.ID) bool {
	s := a.now.Load()
	lower := appendLower(nil, action)
	for _, holder := range slices.Concat([]string{principalID}, groups) {
		for g := range s.held(holder).covering(scope.Key()) {
			if reason, _ := s.judge(g, lower, scope.Key(), controlPlane); reason == Conditional {
				return true
			}
		}
	}
	return false
}

// Permissions are what the principal and its groups may do at the scope: the
// permissions of each role that they have there, each role once. What stands
// under a condition is left out, as it grants nothing. They are shared: their
// lists must not be changed.
func (a *Authorizer) Permissions(principalID string, groups []string, scope resource.ID) []Permission {
	s := a.now.Load()
	seen := make(map[string]bool)
	var all []Permission
	for _, holder := range slices.Concat([]string{principalID}, groups) {
		for g := range s.held(holder).covering(scope.Key()) {
			r := s.roles[g.role]
			if r == nil || g.conditional || seen[g.role] {
				continue
			}
			seen[g.role] = true
			for _, p := range r.definition.Permissions {
				if p.Condition == "" {
					all = append(all, p)
				}
			}
		}
	}
	return all
}

// GrantedAt are the scopes at which an assignment of the principal, or of one of
// its groups, grants the action, as they were written, in order and each once.
func (a *Authorizer) GrantedAt(principalID string, groups []string, action string) []string {
	s := a.now.Load()
	lower := appendLower(nil, action)
	var scopes []string
	for _, holder := range slices.Concat([]string{principalID}, groups) {
		for _, g := range s.held(holder) {
			if reason, _ := s.judge(g, lower, g.scopeKey, controlPlane); reason == Granted {
				scopes = append(scopes, g.scope)
			}
		}
	}
	slices.SortFunc(scopes, func(x, y string) int { return strings.Compare(strings.ToLower(x), strings.ToLower(y)) })
	return slices.CompactFunc(scopes, strings.EqualFold)
}

// CustomRoles is how many custom roles there are.
func (a *Authorizer) CustomRoles() int {
	n := 0
	for _, r := range a.now.Load().roles {
		if r.definition.Type == CustomRole {
			n++
		}
	}
	return n
}

// Assignments is how many assignments there are in a subscription: at it and
// beneath it.
func (a *Authorizer) Assignments(subscription resource.ID) int {
	return a.now.Load().inSubscription[subscription.Key()]
}

// subscriptionOf is the key of the subscription that a scope stands in, or "/".
func subscriptionOf(scopeKey string) string {
	const prefix = "/subscriptions/"
	rest, ok := strings.CutPrefix(scopeKey, prefix)
	if !ok {
		return "/"
	}
	name, _, _ := strings.Cut(rest, "/")
	return prefix + name
}
