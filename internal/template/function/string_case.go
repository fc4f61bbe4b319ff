package function

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

func init() {
	add(
		Function{Name: "concat", Min: 0, Max: Any, Does: concat},
		Function{Name: "toLower", Min: 1, Max: 1, Does: func(args []any) (any, error) {
			s, err := Text("toLower", 0, args[0])
			return strings.ToLower(s), err
		}},
		Function{Name: "toUpper", Min: 1, Max: 1, Does: func(args []any) (any, error) {
			s, err := Text("toUpper", 0, args[0])
			return strings.ToUpper(s), err
		}},
		Function{Name: "equals", Min: 2, Max: 2, Does: func(args []any) (any, error) { return value.Equal(args[0], args[1]), nil }},
		Function{Name: "not", Min: 1, Max: 1, Does: func(args []any) (any, error) {
			b, err := Condition("not", 0, args[0])
			return !b, err
		}},
		Function{Name: "true", Min: 0, Max: 0, Does: func([]any) (any, error) { return true, nil }},
		Function{Name: "false", Min: 0, Max: 0, Does: func([]any) (any, error) { return false, nil }},
		Function{Name: "null", Min: 0, Max: 0, Does: func([]any) (any, error) { return nil, nil }},
		Function{Name: "createArray", Min: 0, Max: Any, Does: func(args []any) (any, error) { return args, nil }},
		Function{Name: "createObject", Min: 0, Max: Any, Does: func(args []any) (any, error) {
			o := value.NewObject()
			for i := 0; i+1 < len(args); i += 2 {
				name, err := Text("createObject", i, args[i])
				if err != nil {
					return nil, err
				}
				o.Set(name, args[i+1])
			}
			return o, nil
		}},
		Function{Name: "length", Min: 1, Max: 1, Does: func(args []any) (any, error) {
			switch v := args[0].(type) {
			case string:
				return int64(len(v)), nil
			case []any:
				return int64(len(v)), nil
			case *value.Object:
				return int64(v.Len()), nil
			}
			return nil, expects("length", 0, "Array", args[0])
		}},
		Function{Name: "add", Min: 2, Max: 2, Does: func(args []any) (any, error) {
			a, err := Whole("add", 0, args[0])
			if err != nil {
				return nil, err
			}
			b, err := Whole("add", 1, args[1])
			return a + b, err
		}},
	)
}

func concat(args []any) (any, error) {
	if len(args) == 0 {
		return nil, Errorf("Unable to evaluate template language function 'concat'. At least one parameter should be provided.%s", Help)
	}
	if _, ok := args[0].([]any); ok {
		var all []any
		for i, arg := range args {
			elements, ok := arg.([]any)
			if !ok {
				return nil, expects("concat", i, "Array", arg)
			}
			all = append(all, elements...)
		}
		return all, nil
	}
	var b strings.Builder
	for _, arg := range args {
		b.WriteString(show(arg))
	}
	return b.String(), nil
}
