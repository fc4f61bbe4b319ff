package rbac

// plane says which lists of a permission an action is looked up in.
type plane int

const (
	controlPlane plane = iota // Actions and NotActions
	dataPlane                 // DataActions and NotDataActions
)

// role is a definition with its patterns compiled.
type role struct {
	definition  RoleDefinition
	permissions []permission
}

type permission struct {
	planes      [2]rules // by plane
	conditional bool
}

type rules struct{ actions, notActions []pattern }

func compileRole(d RoleDefinition) *role {
	r := &role{definition: d, permissions: make([]permission, len(d.Permissions))}
	for i, p := range d.Permissions {
		r.permissions[i] = permission{
			planes: [2]rules{
				controlPlane: {compileAll(p.Actions), compileAll(p.NotActions)},
				dataPlane:    {compileAll(p.DataActions), compileAll(p.NotDataActions)},
			},
			conditional: p.Condition != "",
		}
	}
	return r
}

func compileAll(texts []string) []pattern {
	patterns := make([]pattern, len(texts))
	for i, text := range texts {
		patterns[i] = compilePattern(text)
	}
	return patterns
}

// judge says whether the role grants the action, and by which of its patterns;
// when several permissions name the action and none grants it, the last one's
// reason is given. Any permission suffices, and what one excludes another may grant.
func (r *role) judge(action []byte, on plane) (Reason, string) {
	reason, because := NoAction, ""
	for i := range r.permissions {
		p := &r.permissions[i]
		rules := &p.planes[on]
		granted := find(rules.actions, action)
		if granted == nil {
			continue
		}
		if excluded := find(rules.notActions, action); excluded != nil {
			reason, because = NotAction, excluded.text
			continue
		}
		if p.conditional {
			reason, because = Conditional, granted.text
			continue
		}
		return Granted, granted.text
	}
	return reason, because
}

func find(patterns []pattern, action []byte) *pattern {
	for i := range patterns {
		if patterns[i].match(action) {
			return &patterns[i]
		}
	}
	return nil
}
