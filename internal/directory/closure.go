package directory

import "strings"

// Groups returns the object ids of all groups that a principal is in, directly
// and through other groups; nil for none. It is never among them, even where
// groups are in each other. The slice is shared: do not change it.
func (v *View) Groups(id string) []string {
	id = strings.ToLower(id)
	s := v.now.Load()
	p, ok := s.principals.Get(id)
	if !ok || len(p.memberOf) == 0 {
		return nil
	}
	if known, ok := s.closures.Load(id); ok {
		return known.([]string)
	}
	groups := s.closure(id, p.memberOf)
	s.closures.Store(id, groups)
	return groups
}

// closure follows memberships upwards.
func (s *snapshot) closure(id string, groups []string) []string {
	var found []string
	seen := map[string]bool{id: true}
	for next := groups; len(next) > 0; {
		group := next[0]
		next = next[1:]
		if seen[group] {
			continue
		}
		seen[group] = true
		p, ok := s.principals.Get(group)
		if !ok {
			continue
		}
		found = append(found, group)
		next = append(next[:len(next):len(next)], p.memberOf...)
	}
	return found
}
