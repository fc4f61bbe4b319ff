package server

import (
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// noteBirths notes which principals and role assignments a commit makes, while a
// fault wants to know what is new. It must see commits before the views do, which
// know what there was until now.
func (s *Server) noteBirths(v *views) {
	s.store.Watch(func(c resource.Commit) {
		if !s.faults.Armed(fault.AtPrincipal, fault.AtRoles) {
			return
		}
		for _, d := range c.Puts {
			switch d.Kind {
			case directory.PrincipalKind:
				principal, err := directory.ParseServicePrincipal(d)
				if err != nil {
					continue // the view says so
				}
				if _, old := v.principals.Principal(principal.ID); !old {
					s.faults.Born(fault.Subject{At: fault.AtPrincipal, Name: principal.ID})
				}
			case rbac.AssignmentKind:
				if !v.access.Holds(d.Key) {
					s.faults.Born(fault.Subject{At: fault.AtRoles, Name: d.Key})
				}
			}
		}
	})
}

// holdBack has role assignments not count while they are too new for a fault.
func (s *Server) holdBack(v *views) {
	v.access.HoldBack(func(key, principalID string) bool {
		if !s.faults.Armed(fault.AtRoles) {
			return false
		}
		q := fault.Request{Front: fault.ResourceManager, ObjectID: principalID}
		if principal, ok := v.principals.Principal(principalID); ok {
			q.ClientID = principal.AppID
		}
		return s.faults.Unknown(fault.Subject{At: fault.AtRoles, Name: key}, q)
	})
}
