package value

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Of is the value of a tree of package document, whose objects are maps and
// whose numbers are texts. Members come in the order of their names, since a map
// has none.
func Of(tree any) any {
	switch t := tree.(type) {
	case json.Number:
		return Number(string(t))
	case int:
		return int64(t)
	case []any:
		elements := make([]any, len(t))
		for i, element := range t {
			elements[i] = Of(element)
		}
		return elements
	case map[string]any:
		o := &Object{members: make([]Member, 0, len(t))}
		for _, name := range slices.Sorted(maps.Keys(t)) {
			o.Set(name, Of(t[name]))
		}
		return o
	}
	return tree
}

// Number is the value of a number's JSON text: an int64 where it is whole and
// fits, the text itself (json.Number) where it is whole and does not, else a float64.
func Number(text string) any {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	if !strings.ContainsAny(text, ".eE") {
		return json.Number(text)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil { // beyond a float64, which JSON has no way to write
		return json.Number(text)
	}
	return f
}

// Tree is the tree of package document for a value. Of members that differ only
// by case both stay.
func Tree(v any) any {
	switch x := v.(type) {
	case int64:
		return json.Number(strconv.FormatInt(x, 10))
	case float64:
		return json.Number(Float(x))
	case []any:
		elements := make([]any, len(x))
		for i, element := range x {
			elements[i] = Tree(element)
		}
		return elements
	case *Object:
		members := make(map[string]any, x.Len())
		for name, member := range x.All() {
			members[name] = Tree(member)
		}
		return members
	}
	return v
}
