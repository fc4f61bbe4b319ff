package function

import (
	"slices"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// maxRange is how many numbers range() may give.
const maxRange = 10_000

// arrays are the functions that make arrays and take them apart.
func arrays() []Function {
	return []Function{
		{Name: "array", Min: 1, Max: 1, Does: toArray, builds: true},
		{Name: "createArray", Min: 0, Max: Any, Does: func(args []any) (any, error) { return slices.Clip(args), nil }, builds: true},
		{Name: "distinct", Min: 1, Max: 1, Does: distinct},
		{Name: "flatten", Min: 1, Max: 1, Does: flatten, builds: true},
		{Name: "indexFromEnd", Min: 2, Max: 2, Does: indexFromEnd},
		{Name: "range", Min: 2, Max: 2, Does: numbersFrom},
		{Name: "tryIndexFromEnd", Min: 2, Max: Any, Does: tryIndexFromEnd},
	}
}

func toArray(args []any) (any, error) {
	if elements, ok := args[0].([]any); ok {
		return elements, nil
	}
	return []any{args[0]}, nil
}

func distinct(args []any) (any, error) {
	elements, err := array("distinct", args)
	if err != nil {
		return nil, err
	}
	return newSet().add(elements), nil
}

func flatten(args []any) (any, error) {
	elements, err := array("flatten", args)
	if err != nil {
		return nil, err
	}
	flat := []any{}
	for _, element := range elements {
		inner, ok := element.([]any)
		if !ok {
			return nil, refuse("flatten", "The template language function 'flatten' expects its parameter to be an array of arrays. The provided array has an element of type '%s'.", value.TypeName(element))
		}
		if err := tooMany("flatten", len(flat)+len(inner)); err != nil {
			return nil, err
		}
		flat = append(flat, inner...)
	}
	return flat, nil
}

func numbersFrom(args []any) (any, error) {
	start, err := whole("range", args, 0)
	if err != nil {
		return nil, err
	}
	count, err := whole("range", args, 1)
	if err != nil {
		return nil, err
	}
	const most = 1<<31 - 1
	if count < 0 || count > maxRange || start > most || start+count > most || start < -most-1 {
		return nil, refuse("range", "The template language function 'range' expects its second parameter 'count' to be an integer between '0' and '%d', and the sum of its parameters not to exceed '%d'. The provided values are '%d' and '%d'.", maxRange, int64(most), start, count)
	}
	all := make([]any, count)
	for i := range all {
		all[i] = start + int64(i)
	}
	return all, nil
}

// fromEnd is the element so many from the end of an array, the last being 1.
func fromEnd(name string, args []any) (v any, found bool, err error) {
	elements, err := array(name, args)
	if err != nil {
		return nil, false, err
	}
	n, err := whole(name, args, 1)
	if err != nil {
		return nil, false, err
	}
	if n < 1 || n > int64(len(elements)) {
		return nil, false, nil
	}
	return elements[int64(len(elements))-n], true, nil
}

func indexFromEnd(args []any) (any, error) {
	v, found, err := fromEnd("indexFromEnd", args)
	if err == nil && !found {
		return nil, Errorf("The language expression property array index '%s' is out of bounds.", Show(args[1]))
	}
	return v, err
}

// tryIndexFromEnd is null where there is no such element; further arguments are
// accesses that follow where there is.
func tryIndexFromEnd(args []any) (any, error) {
	if args[0] == nil {
		return nil, nil
	}
	v, found, err := fromEnd("tryIndexFromEnd", args)
	if err != nil || !found {
		return nil, err
	}
	return follow(v, args[2:])
}
