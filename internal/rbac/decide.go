package rbac

import (
	"slices"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Decision is the answer of Allowed or DataAllowed with its reasons.
type Decision struct {
	Allowed bool
	// Findings has, when allowed, the one assignment that granted; otherwise
	// every assignment of the principal and its groups, and why each did not.
	Findings []Finding
}

// Finding is one assignment that was looked at.
type Finding struct {
	AssignmentID     string // the assignment's resource id
	Scope            string // as the assignment was written
	PrincipalID      string // the principal asked about, or the group that holds the assignment
	RoleDefinitionID string // GUID
	RoleName         string // "" where the definition is unknown
	Reason           Reason
	// Pattern is the entry of the role that decided: of the actions when
	// Granted or Conditional, of the notActions when NotAction, otherwise "".
	Pattern string
}

// Decide is Allowed with the reasons. It looks at every assignment that the
// principal and its groups hold.
func (a *Authorizer) Decide(principalID string, groups []string, action string, scope resource.ID) Decision {
	return a.decide(principalID, groups, action, scope, controlPlane)
}

// DecideData is DataAllowed with the reasons.
func (a *Authorizer) DecideData(principalID string, groups []string, action string, scope resource.ID) Decision {
	return a.decide(principalID, groups, action, scope, dataPlane)
}

func (a *Authorizer) decide(principalID string, groups []string, action string, scope resource.ID, on plane) Decision {
	s := a.now.Load()
	lower := appendLower(nil, action)
	var looked []Finding
	for _, holder := range slices.Concat([]string{principalID}, groups) {
		for _, g := range s.held(holder) {
			f := s.finding(g, lower, scope.Key(), on)
			if f.Reason == Granted {
				return Decision{Allowed: true, Findings: []Finding{f}}
			}
			looked = append(looked, f)
		}
	}
	return Decision{Findings: looked}
}

func (s *snapshot) finding(g *grant, action []byte, scope string, on plane) Finding {
	reason, because := s.judge(g, action, scope, on)
	f := Finding{
		AssignmentID:     RoleAssignment{ID: g.id, Scope: g.scope}.ResourceID(),
		Scope:            g.scope,
		PrincipalID:      g.principal,
		RoleDefinitionID: g.role,
		Reason:           reason,
		Pattern:          because,
	}
	if r := s.roles[g.role]; r != nil {
		f.RoleName = r.definition.Name
	}
	return f
}
