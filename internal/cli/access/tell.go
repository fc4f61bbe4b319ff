package access

import (
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/console"
)

// Tell writes the explanation for people, step by step.
func (e Explanation) Tell(out *console.Console) {
	verdict := fmt.Sprintf("%s may do %s at %s", e.Principal.called(), e.Action, e.Scope)
	if e.Allowed {
		out.Done(verdict)
	} else {
		out.Failed(strings.Replace(verdict, " may do ", " may not do ", 1))
	}
	out.Linef("")
	e.tellPrincipal(out)
	e.tellAssignments(out)
	for _, l := range e.Locks {
		out.Linef("  %s a %s lock is in the way: %s", out.Paint(console.Red, "✗"), l.Level, l.ID)
	}
	if len(e.Locks) == 0 {
		out.Linef("  %s no lock is in the way", out.Paint(console.Green, "✓"))
	}
	e.tellLinked(out)
}

// called is how the principal is spoken of.
func (p Principal) called() string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	return p.ObjectID
}

func (e Explanation) tellPrincipal(out *console.Console) {
	p := e.Principal
	if !p.Known {
		out.Linef("  %s no principal of the directory has the id %s: its assignments, if any, outlived it", out.Paint(console.Red, "✗"), p.ObjectID)
		return
	}
	text := p.Type + " with object id " + p.ObjectID
	if p.ClientID != "" {
		text += " and client id " + p.ClientID
	}
	out.Linef("  %s %s", out.Paint(console.Green, "✓"), text)
	if len(e.Groups) == 0 {
		out.Linef("    in no group")
		return
	}
	out.Linef("    in the groups %s", strings.Join(e.Groups, ", "))
}

func (e Explanation) tellAssignments(out *console.Console) {
	if len(e.Assignments) == 0 {
		out.Linef("  %s it has no role assignment at all", out.Paint(console.Red, "✗"))
	}
	for _, a := range e.Assignments {
		mark := out.Paint(console.Red, "✗")
		if a.Reason == "Granted" {
			mark = out.Paint(console.Green, "✓")
		}
		role := a.RoleName
		if role == "" {
			role = "role " + a.RoleDefinitionID
		}
		line := fmt.Sprintf("%s at %s", role, a.Scope)
		if a.PrincipalID != e.Principal.ObjectID {
			line += " by the group " + a.PrincipalID
		}
		line += ": " + a.Explanation
		if a.Pattern != "" {
			line += " (" + a.Pattern + ")"
		}
		out.Linef("  %s %s", mark, line)
	}
	if !e.Granted {
		out.Linef("    missing: a role with the action %s, assigned at %s or above it", e.Action, e.Scope)
	}
}

func (e Explanation) tellLinked(out *console.Console) {
	if len(e.Linked) == 0 {
		return
	}
	out.Linef("")
	out.Linef("What the request refers to takes rights of its own:")
	for _, l := range e.Linked {
		where := "it has this nowhere"
		if len(l.GrantedAt) > 0 {
			where = "it has this at " + strings.Join(l.GrantedAt, ", ")
		}
		out.Linef("  %s on %s: %s", l.Action, l.On, where)
	}
}
