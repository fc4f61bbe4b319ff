package value

import (
	"encoding/json"
	"slices"
	"strings"
)

// TypeName is what Azure's messages call the type of a value: String, Integer,
// Float, Boolean, Array, Object or Null.
func TypeName(v any) string {
	switch v.(type) {
	case nil:
		return "Null"
	case bool:
		return "Boolean"
	case int64, json.Number:
		return "Integer"
	case float64:
		return "Float"
	case string:
		return "String"
	case []any:
		return "Array"
	case *Object:
		return "Object"
	}
	return "Undefined"
}

// Equal reports whether two values are the same: numbers by their amount,
// objects without regard to the order of their members but with regard to the
// case of their names, strings by their characters.
func Equal(a, b any) bool {
	switch x := a.(type) {
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, Equal)
	case *Object:
		y, ok := b.(*Object)
		return ok && x.equal(y)
	case int64:
		if y, ok := b.(float64); ok {
			return float64(x) == y
		}
	case float64:
		if y, ok := b.(int64); ok {
			return x == float64(y)
		}
	}
	if _, composite := b.([]any); composite {
		return false
	}
	return a == b
}

func (o *Object) equal(other *Object) bool {
	if o == other {
		return true
	}
	if o.Len() != other.Len() {
		return false
	}
	for _, m := range o.members {
		i := other.indexExact(m.Name)
		if i < 0 || !Equal(m.Value, other.members[i].Value) {
			return false
		}
	}
	return true
}

// Sorted is a value with the members of all its objects in the order of their
// names, so that equal values have the same JSON.
func Sorted(v any) any {
	switch x := v.(type) {
	case []any:
		elements := make([]any, len(x))
		for i, element := range x {
			elements[i] = Sorted(element)
		}
		return elements
	case *Object:
		sorted := &Object{members: make([]Member, len(x.members))}
		for i, m := range x.members {
			sorted.members[i] = Member{m.Name, Sorted(m.Value)}
		}
		slices.SortFunc(sorted.members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
		return sorted
	}
	return v
}
