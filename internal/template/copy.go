package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// maxCopies is how often a copy loop may run.
const maxCopies = 800

// loop is a copy loop that an expression stands in.
type loop struct {
	name     string
	index    int64
	property bool // of a property or variable: copyIndex() has to name it
	outer    *loop
}

// copyIndex is copyIndex([name], [offset]).
func (s *scope) copyIndex(args []any) (any, error) {
	var offset int64
	name, named := "", false
	for i, arg := range args {
		switch arg := arg.(type) {
		case int64:
			if i == 0 && len(args) == 2 {
				return nil, function.Errorf("The template function 'copyIndex' expects its first parameter to be the name of a copy loop. %s", seeLoops)
			}
			offset = arg
		case string:
			if i == 1 {
				return nil, function.Errorf("The template function 'copyIndex' expects its second parameter to be an integer. %s", seeLoops)
			}
			name, named = arg, true
		default:
			return nil, function.Errorf("The template function 'copyIndex' expects the name of a copy loop, an offset, or both. %s", seeLoops)
		}
	}
	for l := s.loops; l != nil; l = l.outer {
		if named && strings.EqualFold(l.name, name) || !named && !l.property {
			return l.index + offset, nil
		}
	}
	return nil, function.Errorf("The template function 'copyIndex' is not expected at this location. The function can only be used in a resource with copy specified. %s", seeLoops)
}

// isPropertyCopy reports whether a member is the loops that make its siblings.
func isPropertyCopy(m *source.Node) bool {
	if !strings.EqualFold(m.Name(), "copy") || !m.IsArray() || len(m.Children()) == 0 {
		return false
	}
	for _, item := range m.Children() {
		if item.Get("name") == nil || item.Get("count") == nil || item.Get("input") == nil {
			return false
		}
	}
	return true
}

// repeat is the array that a property's loop makes.
func (s *scope) repeat(item *source.Node) (any, error) {
	name, ok := item.Get("name").Text()
	if !ok {
		return nil, notText(item)
	}
	input := item.Get("input")
	if input == nil {
		return nil, unreadable(item, "Required property 'input' not found in JSON.")
	}
	count, err := s.count(item)
	if err != nil {
		return nil, err
	}
	elements := make([]any, count)
	for i := range elements {
		if elements[i], err = s.within(name, int64(i), true).value(input); err != nil {
			return nil, err
		}
	}
	return elements, nil
}

// within is the scope inside one run of a loop.
func (s *scope) within(name string, index int64, isProperty bool) *scope {
	inner := *s
	inner.loops = &loop{name, index, isProperty, s.loops}
	return &inner
}

// count is how often a copy definition runs.
func (s *scope) count(definition *source.Node) (int64, error) {
	n := definition.Get("count")
	if n == nil {
		return 0, unreadable(definition, "Required property 'count' not found in JSON.")
	}
	v, err := s.value(n)
	if err != nil {
		return 0, err
	}
	if count, ok := v.(int64); ok && count >= 0 && count <= maxCopies {
		return count, nil
	}
	return 0, invalid(n, "The template 'copy' definition at line '%d' and column '%d' has an invalid copy count. The copy count must be a positive integer value and cannot exceed '%d'. %s",
		definition.Line, definition.Column, maxCopies, seeLoops)
}

// batch is how many copies are made side by side; 0 for all.
func (s *scope) batch(definition *source.Node, count int64) (int64, error) {
	m := definition.Get("mode")
	if m == nil {
		m = definition
	}
	mode, _ := m.Text()
	switch {
	case mode == "" && present(definition, "mode") == nil, strings.EqualFold(mode, "parallel"):
		return 0, nil
	case !strings.EqualFold(mode, "serial"):
		return 0, invalid(m, "The template 'copy' definition at line '%d' and column '%d' has an invalid copy mode '%s'. The copy mode must be 'serial' or 'parallel'. %s",
			definition.Line, definition.Column, mode, seeLoops)
	}
	n := present(definition, "batchSize")
	if n == nil {
		return 1, nil
	}
	v, err := s.value(n)
	if err != nil {
		return 0, err
	}
	if size, ok := v.(int64); ok && size >= 0 && size <= count {
		return max(size, 1), nil
	}
	return 0, invalid(n, "The template 'copy' definition at line '%d' and column '%d' has an invalid copy batch size. The copy batch size must be a non-negative integer value and cannot exceed the copy count '%d'. %s",
		definition.Line, definition.Column, count, seeLoops)
}
