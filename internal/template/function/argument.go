package function

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

var ordinals = []string{"first", "second", "third", "fourth", "fifth"}

// which is how a message names an argument: "parameter" where it is the only
// one, else "first parameter" and so on.
func which(args []any, i int) string {
	if len(args) == 1 || i >= len(ordinals) {
		return "parameter"
	}
	return ordinals[i] + " parameter"
}

// text is an argument that has to be a string.
func text(name string, args []any, i int) (string, error) {
	s, ok := args[i].(string)
	if !ok {
		return "", refuse(name, "The template language function '%s' expects its %s to be of type 'String'. The provided value is of type '%s'.", name, which(args, i), value.TypeName(args[i]))
	}
	return s, nil
}

// whole is an argument that has to be an integer.
func whole(name string, args []any, i int) (int64, error) {
	n, ok := args[i].(int64)
	if !ok {
		return 0, refuse(name, "The template language function '%s' expects its %s to be an integer. The provided value is of type '%s'.", name, which(args, i), value.TypeName(args[i]))
	}
	return n, nil
}

// array is a first argument that has to be an array.
func array(name string, args []any) ([]any, error) {
	elements, ok := args[0].([]any)
	if !ok {
		return nil, refuse(name, "The template language function '%s' expects its %s to be an array. The provided value is of type '%s'.", name, which(args, 0), value.TypeName(args[0]))
	}
	return elements, nil
}

// object is a first argument that has to be an object.
func object(name string, args []any) (*value.Object, error) {
	o, ok := args[0].(*value.Object)
	if !ok {
		return nil, refuse(name, "The template language function '%s' expects its %s to be an object. The provided value is of type '%s'.", name, which(args, 0), value.TypeName(args[0]))
	}
	return o, nil
}

// Condition is an argument of if, and, or and not, which has to be a boolean.
func Condition(name string, v any) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		of := map[string]string{"if": "first parameter", "not": "parameter"}[name]
		if of == "" {
			of = "parameters"
		}
		return false, refuse(name, "The template language function '%s' expects its %s to be of type 'Boolean'. The provided value is of type '%s'.", name, of, value.TypeName(v))
	}
	return b, nil
}

// Text is an argument that has to be a string, of a function with one argument.
func Text(name string, v any) (string, error) { return text(name, []any{v}, 0) }

// SameName reports whether two names are the same in a template, where case does not count.
func SameName(a, b string) bool { return strings.EqualFold(a, b) }

// Show is a value as a part of a text, as concat() has it: a text as it is, true
// as "True", an array or object as JSON, null as nothing.
func Show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		if v {
			return "True"
		}
		return "False"
	}
	return value.JSON(v)
}
