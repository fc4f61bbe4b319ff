package function

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// collections are the functions that take texts, arrays and objects alike.
func collections() []Function {
	return []Function{
		{Name: "concat", Min: 0, Max: Any, Does: concat, builds: true},
		{Name: "contains", Min: 2, Max: 2, Does: contains},
		{Name: "empty", Min: 1, Max: 1, Does: empty},
		{Name: "first", Min: 1, Max: 1, Does: first},
		{Name: "indexOf", Min: 2, Max: 2, Does: func(args []any) (any, error) { return indexOf("indexOf", args, false) }},
		{Name: "last", Min: 1, Max: 1, Does: last},
		{Name: "lastIndexOf", Min: 2, Max: 2, Does: func(args []any) (any, error) { return indexOf("lastIndexOf", args, true) }},
		{Name: "length", Min: 1, Max: 1, Does: lengthOf, counts: "expects exactly one parameter: an array, object, or a string the length of which is returned. The function was invoked with '%d' parameters."},
		{Name: "skip", Min: 2, Max: 2, Does: func(args []any) (any, error) { return part("skip", args, true) }, counts: "expects exactly two parameters: the collection to skip the objects from as the first parameter and the count of objects to skip as the second parameter. The function was invoked with '%d' parameter(s)."},
		{Name: "take", Min: 2, Max: 2, Does: func(args []any) (any, error) { return part("take", args, false) }, counts: "expects exactly two parameters: the collection to take the objects from as the first parameter and the count of objects to take as the second parameter. The function was invoked with '%d' parameter(s)."},
	}
}

func concat(args []any) (any, error) {
	if len(args) == 0 {
		return nil, refuse("concat", "Unable to evaluate template language function 'concat'. At least one parameter should be provided.")
	}
	arrays, elements := 0, 0
	for _, arg := range args {
		if a, ok := arg.([]any); ok {
			arrays++
			elements += len(a)
		}
	}
	switch arrays {
	case 0:
		return concatTexts(args)
	case len(args):
		if err := tooMany("concat", elements); err != nil {
			return nil, err
		}
		all := []any{}
		for _, arg := range args {
			all = append(all, arg.([]any)...)
		}
		return all, nil
	}
	return nil, refuse("concat", "The provided parameters for language function 'concat' are invalid. Either all or none of the parameters must be an array.")
}

func concatTexts(args []any) (any, error) {
	var b strings.Builder
	for _, arg := range args {
		s := Show(arg)
		if err := tooLong("concat", b.Len()+len(s)); err != nil {
			return nil, err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// contains looks for a value in an array, a name in an object in any case, or a
// part of a text in its own case.
func contains(args []any) (any, error) {
	switch in := args[0].(type) {
	case string:
		switch part := args[1].(type) {
		case string:
			return strings.Contains(in, part), nil
		case int64:
			return strings.Contains(in, Show(part)), nil
		}
		return nil, refuse("contains", "The template language function 'contains' expects its second parameter to be of type 'String' where its first is. The provided value is of type '%s'.", value.TypeName(args[1]))
	case []any:
		for _, element := range in {
			if value.Equal(element, args[1]) {
				return true, nil
			}
		}
		return false, nil
	case *value.Object:
		name, err := text("contains", args, 1)
		if err != nil {
			return nil, err
		}
		_, ok := in.Get(name)
		return ok, nil
	}
	return nil, refuse("contains", "The template language function 'contains' expects its first parameter to be an object, an array, or a string. The provided value is of type '%s'.", value.TypeName(args[0]))
}

func empty(args []any) (any, error) {
	switch v := args[0].(type) {
	case nil:
		return true, nil
	case string:
		return v == "", nil
	case []any:
		return len(v) == 0, nil
	case *value.Object:
		return v.Len() == 0, nil
	}
	return nil, refuse("empty", "The template function 'empty' expects its parameter to be an object, an array, or a string. The provided value is of type '%s'.", value.TypeName(args[0]))
}

func lengthOf(args []any) (any, error) {
	switch v := args[0].(type) {
	case string:
		return int64(length(v)), nil
	case []any:
		return int64(len(v)), nil
	case *value.Object:
		return int64(v.Len()), nil
	}
	return nil, refuse("length", "The template language function 'length' expects its parameter to be an array, object, or a string. The provided value is of type '%s'.", value.TypeName(args[0]))
}

func first(args []any) (any, error) {
	switch v := args[0].(type) {
	case string:
		return slice(v, 0, min(1, length(v))), nil
	case []any:
		if len(v) == 0 {
			return nil, nil
		}
		return v[0], nil
	}
	return nil, noSequence("first", args[0])
}

func last(args []any) (any, error) {
	switch v := args[0].(type) {
	case string:
		n := length(v)
		return slice(v, max(0, n-1), n), nil
	case []any:
		if len(v) == 0 {
			return nil, nil
		}
		return v[len(v)-1], nil
	}
	return nil, noSequence("last", args[0])
}

func noSequence(name string, v any) error {
	return refuse(name, "The template language function '%s' expects its parameter be an array or a string. The provided value is of type '%s'.", name, value.TypeName(v))
}

// indexOf is where an array has a value, or a text a part in any case, or -1.
func indexOf(name string, args []any, last bool) (any, error) {
	if elements, ok := args[0].([]any); ok {
		found := -1
		for i, element := range elements {
			if value.Equal(element, args[1]) {
				found = i
				if !last {
					break
				}
			}
		}
		return int64(found), nil
	}
	in, of, err := twoTexts(name, args)
	if err != nil {
		return nil, err
	}
	if of == "" && last { // as .NET had it when Azure was asked
		return int64(max(0, length(in)-1)), nil
	}
	return int64(foldedIndex(in, of, last)), nil
}

// part takes or skips so many elements or characters.
func part(name string, args []any, skip bool) (any, error) {
	n, ok := args[1].(int64)
	if !ok {
		return nil, refuse(name, "The template language function '%s' expects its second parameter 'count' to be an integer. The provided value is of type '%s'.", name, value.TypeName(args[1]))
	}
	bound := func(size int) (from, to int) {
		count := int(max(0, min(n, int64(size))))
		if skip {
			return count, size
		}
		return 0, count
	}
	switch v := args[0].(type) {
	case string:
		from, to := bound(length(v))
		return slice(v, from, to), nil
	case []any:
		from, to := bound(len(v))
		return v[from:to:to], nil
	}
	return nil, refuse(name, "The template language function '%s' expects its first parameter 'collection' to be an array or a string. The provided value is of type '%s'.", name, value.TypeName(args[0]))
}
