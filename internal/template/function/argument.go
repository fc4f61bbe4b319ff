package function

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// expects is the error of an argument of a type that a function does not take.
func expects(name string, i int, want string, got any) error {
	return Errorf("The template language function '%s' expects its parameter at index '%d' to be of type '%s'. The provided value is of type '%s'.", name, i, want, value.TypeName(got))
}

// Condition is an argument that has to be a boolean.
func Condition(name string, i int, v any) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		return false, expects(name, i, "Boolean", v)
	}
	return b, nil
}

// Text is an argument that has to be a string.
func Text(name string, i int, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", expects(name, i, "String", v)
	}
	return s, nil
}

// Whole is an argument that has to be an integer.
func Whole(name string, i int, v any) (int64, error) {
	n, ok := v.(int64)
	if !ok {
		return 0, expects(name, i, "Integer", v)
	}
	return n, nil
}

// SameName reports whether two names are the same in a template, where case does not count.
func SameName(a, b string) bool { return strings.EqualFold(a, b) }
