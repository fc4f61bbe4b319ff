package function

import "github.com/azimuthid/azimuth/internal/template/value"

// set holds values that differ, in the order in which they came.
type set struct {
	elements []any
	places   map[string]struct{} // by their JSON, which tells any two apart
}

func newSet() *set { return &set{places: make(map[string]struct{}), elements: []any{}} }

// add puts values in and gives all.
func (s *set) add(values []any) []any {
	for _, v := range values {
		key := identity(v)
		if _, there := s.places[key]; !there {
			s.places[key] = struct{}{}
			s.elements = append(s.elements, v)
		}
	}
	return s.elements
}

func (s *set) has(v any) bool {
	_, there := s.places[identity(v)]
	return there
}

// identity is the same text for values that are equal.
func identity(v any) string { return value.JSON(value.Sorted(v)) }
