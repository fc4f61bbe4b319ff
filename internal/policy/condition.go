package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// Condition is something that holds for a resource or not.
type Condition interface {
	// holds judges the scope's resource. Where only applicability is asked for, a
	// condition that has no say in that is unsure.
	holds(s *scope) (truth, error)
}

// truth is what a condition comes to.
type truth int

const (
	no truth = iota
	unsure
	yes
)

type (
	// every holds where all in it do, and some where one does.
	every []Condition
	some  []Condition
	// none holds where what is in it does not.
	none struct{ Condition }
)

func (all every) holds(s *scope) (truth, error) {
	least := yes
	for _, c := range all {
		t, err := c.holds(s)
		if err != nil || t == no {
			return no, err
		}
		least = min(least, t)
	}
	return least, nil
}

func (all some) holds(s *scope) (truth, error) {
	most := no
	for _, c := range all {
		t, err := c.holds(s)
		if err != nil || t == yes {
			return t, err
		}
		most = max(most, t)
	}
	return most, nil
}

func (n none) holds(s *scope) (truth, error) {
	t, err := n.Condition.holds(s)
	return yes - t, err
}

// comparison is a field, a value or a count, and what is demanded of it.
type comparison struct {
	left     left
	operator *operator
	right    phrase
	// decides reports that the comparison is of the resource's type, name or kind.
	decides string
}

// left is what a comparison looks at.
type left interface {
	// values are what is compared: several for an array of which all elements are to
	// be as demanded. A value that is not there is absent.
	values(s *scope) ([]any, error)
}

// absent is the value of a field that a resource does not have.
type absent struct{}

func (c comparison) holds(s *scope) (truth, error) {
	if s.applies && !s.counts(c.decides) {
		return unsure, nil
	}
	values, err := c.left.values(s)
	if err != nil {
		return no, err
	}
	right, err := c.right.value(s)
	if err != nil {
		return no, err
	}
	for _, v := range values {
		ok, err := c.operator.compare(v, right)
		if err != nil || !ok {
			return no, err
		}
	}
	return yes, nil
}

// condition reads a condition or an operator around conditions.
func (r *reader) condition(path string, given any) (Condition, error) {
	object, ok := given.(map[string]any)
	if !ok {
		return nil, invalid(path, "a condition is an object.")
	}
	if r.conditionals++; r.conditionals > maxConditionals {
		return nil, invalid(path, "the rule has more than %d conditions.", maxConditionals)
	}
	for name, inner := range object {
		switch strings.ToLower(name) {
		case "allof", "anyof", "not":
			if len(object) != 1 {
				return nil, invalid(join(path, name), "'%s' stands alone in its object.", name)
			}
			return r.logical(join(path, name), strings.ToLower(name), inner)
		}
	}
	return r.comparison(path, object)
}

func (r *reader) logical(path, name string, given any) (Condition, error) {
	if name == "not" {
		inner, err := r.condition(path, given)
		return none{inner}, err
	}
	elements, ok := given.([]any)
	if !ok || len(elements) == 0 {
		return nil, invalid(path, "it is no array of conditions.")
	}
	all := make([]Condition, len(elements))
	for i, element := range elements {
		var err error
		if all[i], err = r.condition(at(path, i), element); err != nil {
			return nil, err
		}
	}
	if name == "allof" {
		return every(all), nil
	}
	return some(all), nil
}

// comparison reads a condition that looks at something.
func (r *reader) comparison(path string, object map[string]any) (Condition, error) {
	if len(object) != 2 {
		return nil, invalid(path, "a condition has one of 'field', 'value' and 'count', and one operator such as 'equals'.")
	}
	var c comparison
	var err error
	for _, name := range sorted(object) {
		place, inner := join(path, name), object[name]
		switch strings.ToLower(name) {
		case "field":
			c.left, c.decides, err = r.field(place, inner)
		case "value":
			c.left, err = r.valueOf(place, inner)
		case "count":
			c.left, err = r.count(place, inner)
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		r.others = r.others || c.decides == ""
		r.named = r.named || c.decides == "name" || c.decides == "kind"
	}
	if c.left == nil {
		return nil, invalid(path, "a condition has a 'field', a 'value' or a 'count'.")
	}
	for _, name := range sorted(object) {
		if slices.Contains([]string{"field", "value", "count"}, strings.ToLower(name)) {
			continue
		}
		place := join(path, name)
		if c.operator = operators[strings.ToLower(name)]; c.operator == nil {
			return nil, invalid(place, "there is no such operator. The operators are '%s'.", strings.Join(operatorNames(), "', '"))
		}
		if c.right, err = r.phrase(place, object[name]); err != nil {
			return nil, err
		}
		if wrong := c.operator.checkRight(c.right); wrong != "" {
			return nil, invalid(place, "%s", wrong)
		}
	}
	if c.operator == nil {
		return nil, invalid(path, "a condition looks at one thing only, and has one operator.")
	}
	return c, nil
}

// theValue is a comparison's "value".
type theValue struct{ phrase }

func (v theValue) values(s *scope) ([]any, error) {
	one, err := v.value(s)
	return []any{one}, err
}

func (r *reader) valueOf(path string, given any) (left, error) {
	p, err := r.phrase(path, given)
	return theValue{p}, err
}

// at is the path of an element.
func at(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

// sorted are the names of an object's members in their order.
func sorted(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }

// object is a member that must be an object.
func objectAt(path string, parent map[string]any, name string) (map[string]any, error) {
	v, _, ok := document.Member(parent, name)
	object, isObject := v.(map[string]any)
	if !ok || !isObject {
		return nil, invalid(join(path, name), "it is missing, or no object.")
	}
	return object, nil
}
