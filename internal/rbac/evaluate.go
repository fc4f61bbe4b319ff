package rbac

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Allowed reports whether a principal may do an action, such as
// "Microsoft.Compute/virtualMachines/write", at a scope. groups are the object
// ids of all groups that the principal is in, directly or through other groups.
//
// It may when one assignment, of the principal or of one of its groups, at the
// scope or above it, has a role of which one permission grants the action. What
// one role or permission excludes another may grant. (Microsoft's "How Azure
// RBAC determines if a user has access to a resource".)
func (a *Authorizer) Allowed(principalID string, groups []string, action string, scope resource.ID) bool {
	return a.allowed(principalID, groups, action, scope.Key(), controlPlane)
}

// DataAllowed is Allowed for an action on the data of a resource, such as
// "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read".
func (a *Authorizer) DataAllowed(principalID string, groups []string, action string, scope resource.ID) bool {
	return a.allowed(principalID, groups, action, scope.Key(), dataPlane)
}

// AllowedBeneath reports whether an assignment at a scope strictly beneath
// the given one grants the action there: then a list at the scope is filtered
// rather than refused.
func (a *Authorizer) AllowedBeneath(principalID string, groups []string, action string, scope resource.ID) bool {
	var buffer actionBuffer
	lower := appendLower(buffer[:0], action)
	s := a.now.Load()
	if s.grantsBeneath(principalID, lower, scope.Key()) {
		return true
	}
	for _, group := range groups {
		if s.grantsBeneath(group, lower, scope.Key()) {
			return true
		}
	}
	return false
}

// actionBuffer holds an action in lower case on the stack; the longest of the
// built-in roles' actions has 139 characters, and longer ones still work.
type actionBuffer [192]byte

func (a *Authorizer) allowed(principalID string, groups []string, action, scope string, on plane) bool {
	var buffer actionBuffer
	lower := appendLower(buffer[:0], action)
	s := a.now.Load()
	if s.grants(principalID, lower, scope, on) {
		return true
	}
	for _, group := range groups {
		if s.grants(group, lower, scope, on) {
			return true
		}
	}
	return false
}

// held is the grants that the principal itself has, and not through groups.
func (s *snapshot) held(principalID string) grants {
	if principalID == "" {
		return nil
	}
	gs, _ := s.principals.Get(strings.ToLower(principalID))
	return gs
}

func (s *snapshot) grants(principalID string, action []byte, scope string, on plane) bool {
	for g := range s.held(principalID).covering(scope) {
		if reason, _ := s.judge(g, action, scope, on); reason == Granted {
			return true
		}
	}
	return false
}

func (s *snapshot) grantsBeneath(principalID string, action []byte, scope string) bool {
	for g := range s.held(principalID).beneath(scope) {
		if reason, _ := s.judge(g, action, g.scopeKey, controlPlane); reason == Granted {
			return true
		}
	}
	return false
}

// judge says what one assignment comes to for an action at a scope, and which
// pattern of its role decided. All answers come from here.
func (s *snapshot) judge(g *grant, action []byte, scope string, on plane) (Reason, string) {
	if !resource.KeyWithin(scope, g.scopeKey) {
		return ScopeElsewhere, ""
	}
	if s.spreads != nil && s.spreads(g.key, g.principal) {
		return NotSpread, ""
	}
	r := s.roles[g.role]
	if r == nil {
		return RoleUnknown, ""
	}
	reason, because := r.judge(action, on)
	if reason == Granted && g.conditional {
		reason = Conditional
	}
	return reason, because
}
