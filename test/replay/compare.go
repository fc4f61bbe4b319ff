package replay

import (
	"maps"
	"reflect"
	"slices"
)

// comparison compares the bodies of one answer.
type comparison struct {
	ids *ids
	// origin and graph are how addresses of Resource Manager and of Graph begin.
	origin, graph string
	// sent reports whether a recorded text came from a client first. Such a text
	// is compared as it is, even where it looks like a time or an address.
	sent  func(text string) bool
	found []Difference
}

func (c *comparison) add(kind Kind, path string, recorded, ours any, why string) {
	d := Difference{Kind: kind, Path: path, Why: why}
	if kind != Extra {
		d.Recorded = show(recorded)
	}
	if kind != Missing {
		d.Ours = show(ours)
	}
	c.found = append(c.found, d)
}

// value compares two JSON trees.
func (c *comparison) value(path string, recorded, ours any) {
	switch r := recorded.(type) {
	case map[string]any:
		if o, ok := ours.(map[string]any); ok {
			c.object(path, r, o)
			return
		}
	case []any:
		if o, ok := ours.([]any); ok {
			c.array(path, r, o)
			return
		}
	case string:
		if o, ok := ours.(string); ok {
			c.text(path, r, o)
			return
		}
	default:
		if reflect.DeepEqual(recorded, ours) {
			return
		}
	}
	c.add(Value, path, recorded, ours, "")
}

// object compares the members, "id" before "name": ids say which names are
// the client's. A recorded name may hold an id, and stands for ours then.
func (c *comparison) object(path string, recorded, ours map[string]any) {
	left := maps.Clone(ours)
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		mine := c.ids.translate(name)
		value, ok := ours[mine]
		delete(left, mine)
		if !ok {
			c.add(Missing, member(path, name), recorded[name], nil, "")
			continue
		}
		c.value(member(path, name), recorded[name], value)
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		c.add(Extra, member(path, name), nil, left[name], "")
	}
}

// array compares the elements in their order; those of a list of resources, of a
// provider's types, and of words by name.
func (c *comparison) array(path string, recorded, ours []any) {
	for _, by := range namesOf(path, len(recorded) == len(ours)) {
		theirs, named := by(recorded, c.ids.translate)
		mine, alsoNamed := by(ours, func(name string) string { return name })
		if named && alsoNamed {
			c.list(path, theirs, mine)
			return
		}
	}
	for i := range max(len(recorded), len(ours)) {
		switch at := element(path, i); {
		case i >= len(ours):
			c.add(Missing, at, recorded[i], nil, "")
		case i >= len(recorded):
			c.add(Extra, at, nil, ours[i], "")
		default:
			c.value(at, recorded[i], ours[i])
		}
	}
}

// list compares elements by name; the names are ours on both sides.
func (c *comparison) list(path string, recorded, ours map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		at := path + "[" + name + "]"
		if value, ok := ours[name]; ok {
			c.value(at, recorded[name], value)
			continue
		}
		c.add(Missing, at, recorded[name], nil, "")
	}
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		if _, ok := recorded[name]; !ok {
			c.add(Extra, path+"["+name+"]", nil, ours[name], "")
		}
	}
}

// naming finds the names by which elements are compared; false where they have none.
type naming func(elements []any, translate func(string) string) (map[string]any, bool)

// namesOf are the ways in which the elements of the array at a path may have
// names. Lists of as many words are compared in their order.
func namesOf(path string, asMany bool) []naming {
	switch {
	case path == "$.value":
		return []naming{byMember("name")}
	case path == "$.resourceTypes":
		return []naming{byMember("resourceType")}
	case asMany:
		return nil
	}
	return []naming{byWord}
}

// byMember names elements by a member; false where one has none, or two have the same.
func byMember(member string) naming {
	return func(elements []any, translate func(string) string) (map[string]any, bool) {
		named := make(map[string]any, len(elements))
		for _, e := range elements {
			object, _ := e.(map[string]any)
			name, ok := object[member].(string)
			if !ok {
				return nil, false
			}
			named[translate(name)] = e
		}
		return named, len(named) == len(elements)
	}
}

// byWord lets texts that hold no ids be their own names, so that one more or less
// moves no other. False for anything else, and where one comes twice.
func byWord(elements []any, _ func(string) string) (map[string]any, bool) {
	named := make(map[string]any, len(elements))
	for _, e := range elements {
		word, ok := e.(string)
		if !ok || holdsID(word) || isTime(word) || isAddress(word) {
			return nil, false
		}
		named[word] = e
	}
	return named, len(named) == len(elements)
}
