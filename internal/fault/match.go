package fault

import "strings"

// about reports whether the rule is about a request.
func (r Rule) about(q Request) bool {
	return r.Match.about(q) && (q.Audience != "" || !kinds[r.Effect.Kind].tokens)
}

// about reports whether the match is about a request.
func (m Match) about(q Request) bool {
	return (m.Front == "" || m.Front == q.Front) &&
		(m.Method == "" || strings.EqualFold(m.Method, q.Method)) &&
		(m.Path == "" || glob(strings.ToLower(m.Path), strings.ToLower(q.Path))) &&
		(m.Machine == "" || within(q.Machine, m.Machine)) &&
		(m.Principal == "" || same(m.Principal, q.ObjectID) || same(m.Principal, q.ClientID)) &&
		(m.Audience == "" || strings.EqualFold(bare(m.Audience), bare(q.Audience)))
}

// same reports that two ids are, and that there is one.
func same(wanted, id string) bool { return id != "" && strings.EqualFold(wanted, id) }

// within reports whether a machine is the one with this id, or one of its instances.
func within(machine, id string) bool {
	machine, id = strings.ToLower(machine), strings.ToLower(strings.TrimSuffix(id, "/"))
	return machine == id || strings.HasPrefix(machine, id+"/")
}

// bare is an audience without what versions of the protocol write at its end.
func bare(audience string) string {
	return strings.TrimRight(strings.TrimSuffix(audience, "/.default"), "/")
}

// glob reports whether a pattern stands for a text: "*" for any part without a
// slash, "**" for any part. It takes time in proportion to the product of their
// lengths at most.
func glob(pattern, text string) bool {
	// at[i] reports whether the pattern until now stands for text[:i].
	at := make([]bool, len(text)+1)
	at[0] = true
	for len(pattern) > 0 {
		c := pattern[0]
		pattern = pattern[1:]
		next := make([]bool, len(at))
		if c != '*' {
			for i := range len(text) {
				next[i+1] = at[i] && text[i] == c
			}
			at = next
			continue
		}
		trimmed := strings.TrimLeft(pattern, "*")
		crosses := len(trimmed) < len(pattern)
		pattern = trimmed
		for i := range at {
			next[i] = at[i] || i > 0 && next[i-1] && (crosses || text[i-1] != '/')
		}
		at = next
	}
	return at[len(text)]
}
