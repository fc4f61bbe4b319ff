package function

import (
	"cmp"
	"slices"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// comparisons are the functions that compare, and the plain logical ones.
func comparisons() []Function {
	return []Function{
		{Name: "equals", Min: 2, Max: 2, Does: func(args []any) (any, error) { return value.Equal(args[0], args[1]), nil }},
		{Name: "fail", Min: 1, Max: 1, Does: fail},
		{Name: "false", Min: 0, Max: 0, Does: func([]any) (any, error) { return false, nil }},
		{Name: "greater", Min: 2, Max: 2, Does: compared("greater", func(order int) bool { return order > 0 })},
		{Name: "greaterOrEquals", Min: 2, Max: 2, Does: compared("greaterOrEquals", func(order int) bool { return order >= 0 })},
		{Name: "less", Min: 2, Max: 2, Does: compared("less", func(order int) bool { return order < 0 })},
		{Name: "lessOrEquals", Min: 2, Max: 2, Does: compared("lessOrEquals", func(order int) bool { return order <= 0 })},
		{Name: "not", Min: 1, Max: 1, Does: not},
		{Name: "true", Min: 0, Max: 0, Does: func([]any) (any, error) { return true, nil }},
	}
}

func mismatch(name string, a, b any) error {
	return Errorf("The template language function '%s' expects two parameters of matching types. The function was invoked with values of type '%s' and '%s' that do not match.", name, value.TypeName(a), value.TypeName(b))
}

// compared makes a function that compares numbers, or texts by their characters.
func compared(name string, holds func(order int) bool) func([]any) (any, error) {
	return func(args []any) (any, error) {
		switch a := args[0].(type) {
		case int64:
			if b, ok := args[1].(int64); ok {
				return holds(cmp.Compare(a, b)), nil
			}
			if b, ok := args[1].(float64); ok {
				return holds(cmp.Compare(float64(a), b)), nil
			}
		case float64:
			if b, ok := args[1].(float64); ok {
				return holds(cmp.Compare(a, b)), nil
			}
			if b, ok := args[1].(int64); ok {
				return holds(cmp.Compare(a, float64(b))), nil
			}
		case string:
			if b, ok := args[1].(string); ok {
				return holds(slices.Compare(units(a), units(b))), nil
			}
		default:
			return nil, refuse(name, "The template language function '%s' expects two parameters of type integer or string. The provided values are of type '%s' and '%s'.", name, value.TypeName(args[0]), value.TypeName(args[1]))
		}
		return nil, mismatch(name, args[0], args[1])
	}
}

func not(args []any) (any, error) {
	b, err := Condition("not", args[0])
	return !b, err
}

// fail ends the deployment with a message of the template's own.
func fail(args []any) (any, error) {
	message, err := text("fail", args, 0)
	if err != nil {
		return nil, err
	}
	return nil, &Error{message}
}
