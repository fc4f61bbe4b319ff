package policy

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/function"
)

// count is how many elements of an array are as demanded: of the resource's, or
// of one that a value gives.
type count struct {
	field string // with "[*]", or ""
	known field
	value phrase
	name  string // of the count, as current() has it; for a field the field
	where Condition
}

// maxCounted bounds how deep counts stand within each other.
const maxCounted = 3

// count reads a comparison's count.
func (r *reader) count(path string, given any) (left, error) {
	object, ok := given.(map[string]any)
	if !ok {
		return nil, invalid(path, "a count is an object.")
	}
	if err := only(path, object, "field", "value", "name", "where"); err != nil {
		return nil, err
	}
	if len(r.counted) >= maxCounted {
		return nil, invalid(path, "counts stand no more than %d deep within each other.", maxCounted)
	}
	c, err := r.counts(path, object)
	if err != nil {
		return nil, err
	}
	where, name, ok := document.Member(object, "where")
	if !ok {
		return c, nil
	}
	r.counted = append(r.counted, strings.ToLower(c.name))
	defer func() { r.counted = r.counted[:len(r.counted)-1] }()
	c.where, err = r.condition(join(path, name), where)
	return c, err
}

func (r *reader) counts(path string, object map[string]any) (c *count, err error) {
	c = new(count)
	given, _, byField := document.Member(object, "field")
	values, _, byValue := document.Member(object, "value")
	switch {
	case byField == byValue:
		return nil, invalid(path, "a count has either a 'field' or a 'value'.")
	case byField:
		c.field, _ = given.(string)
		if c.known, err = parseField(c.field); err != nil {
			return nil, invalid(join(path, "field"), "%s", err.Error())
		}
		if !slices.Contains(c.known.path, "*") {
			return nil, invalid(join(path, "field"), "the field of a count goes through an array, with '[*]'.")
		}
		c.name = c.field
	default:
		if c.value, err = r.phrase(join(path, "value"), values); err != nil {
			return nil, err
		}
	}
	if name := document.String(object, "name"); byValue && name != "" {
		c.name = name
	}
	if slices.Contains(r.counted, strings.ToLower(c.name)) {
		return nil, invalid(path, "two counts within each other have the name '%s'.", c.name)
	}
	return c, nil
}

func (c *count) values(s *scope) ([]any, error) {
	elements, err := c.elements(s)
	if err != nil {
		return nil, err
	}
	if c.where == nil {
		return []any{int64(len(elements))}, nil
	}
	n := int64(0)
	for _, e := range elements {
		if err := s.spend(); err != nil {
			return nil, err
		}
		inner := *s
		inner.applies = false
		inner.bound = &bound{c.name, e, s.bound}
		t, err := c.where.holds(&inner)
		if err != nil {
			return nil, err
		}
		if t == yes {
			n++
		}
	}
	return []any{n}, nil
}

func (c *count) elements(s *scope) ([]any, error) {
	if c.field != "" {
		elements, err := s.field(c.field, c.known)
		if err == nil && isAbsent(elements) {
			elements = nil
		}
		return elements, err
	}
	v, err := c.value.value(s)
	if err != nil {
		return nil, err
	}
	elements, ok := v.([]any)
	if !ok {
		return nil, function.Errorf("The value %s, whose elements are counted, must be an array.", brief(v))
	}
	return elements, nil
}
