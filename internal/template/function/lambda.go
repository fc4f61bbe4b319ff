package function

import (
	"slices"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// Lambda is what lambda() gives: something to apply to the elements of an array
// or object. It is an argument only, never a value of a template.
type Lambda struct {
	Parameters int
	Apply      func(args ...any) (any, error) // with as many arguments as parameters
}

// lambdas are the functions that apply a lambda.
func lambdas() []Function {
	return []Function{
		{Name: "filter", Min: 2, Max: 2, Does: filter},
		{Name: "groupBy", Min: 2, Max: 2, Does: groupBy, builds: true},
		{Name: "map", Min: 2, Max: 2, Does: mapped, builds: true},
		{Name: "mapValues", Min: 2, Max: 2, Does: mapValues, builds: true},
		{Name: "reduce", Min: 3, Max: 3, Does: reduce},
		{Name: "sort", Min: 2, Max: 2, Does: sorted},
		{Name: "toObject", Min: 2, Max: 3, Does: toObject, builds: true},
	}
}

// lambda is an argument that has to be a lambda with so many parameters. Where it
// has fewer than most, it does not get the last ones.
func lambda(name string, args []any, i, least, most int) (func(args ...any) (any, error), error) {
	l, ok := args[i].(*Lambda)
	if !ok {
		return nil, refuse(name, "The template language function '%s' expects its %s to be a lambda function. The provided value is of type '%s'.", name, which(args, i), value.TypeName(args[i]))
	}
	if l.Parameters < least || l.Parameters > most {
		return nil, refuse(name, "The template language function '%s' expects the lambda function that is its %s to have between '%d' and '%d' variables. It has '%d'.", name, which(args, i), least, most, l.Parameters)
	}
	return func(args ...any) (any, error) { return l.Apply(args[:l.Parameters]...) }, nil
}

func filter(args []any) (any, error) {
	elements, err := array("filter", args)
	if err != nil {
		return nil, err
	}
	keep, err := lambda("filter", args, 1, 1, 2)
	if err != nil {
		return nil, err
	}
	kept := []any{}
	for i, element := range elements {
		yes, err := decides("filter", keep, element, int64(i))
		if err != nil {
			return nil, err
		}
		if yes {
			kept = append(kept, element)
		}
	}
	return kept, nil
}

// decides applies a lambda that has to give a boolean.
func decides(name string, l func(...any) (any, error), args ...any) (bool, error) {
	v, err := l(args...)
	if err != nil {
		return false, err
	}
	yes, ok := v.(bool)
	if !ok {
		return false, refuse(name, "The template language function '%s' expects its lambda function to return a value of type 'Boolean'. The returned value is of type '%s'.", name, value.TypeName(v))
	}
	return yes, nil
}

// names applies a lambda that has to give a string.
func namesBy(name string, l func(...any) (any, error), args ...any) (string, error) {
	v, err := l(args...)
	if err != nil {
		return "", err
	}
	key, ok := v.(string)
	if !ok {
		return "", refuse(name, "The template language function '%s' expects its lambda function for keys to return a value of type 'String'. The returned value is of type '%s'.", name, value.TypeName(v))
	}
	return key, nil
}

func groupBy(args []any) (any, error) {
	elements, err := array("groupBy", args)
	if err != nil {
		return nil, err
	}
	keyOf, err := lambda("groupBy", args, 1, 1, 2)
	if err != nil {
		return nil, err
	}
	groups := value.NewObject()
	for i, element := range elements {
		key, err := namesBy("groupBy", keyOf, element, int64(i))
		if err != nil {
			return nil, err
		}
		at := groups.Index(key)
		if at < 0 {
			groups.Set(key, []any{element})
			continue
		}
		group := groups.At(at).Value.([]any)
		groups.SetAt(at, append(group, element))
	}
	return groups, nil
}

func mapped(args []any) (any, error) {
	elements, err := array("map", args)
	if err != nil {
		return nil, err
	}
	change, err := lambda("map", args, 1, 1, 2)
	if err != nil {
		return nil, err
	}
	changed := make([]any, len(elements))
	for i, element := range elements {
		if changed[i], err = change(element, int64(i)); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

func mapValues(args []any) (any, error) {
	o, err := object("mapValues", args)
	if err != nil {
		return nil, err
	}
	change, err := lambda("mapValues", args, 1, 1, 1)
	if err != nil {
		return nil, err
	}
	changed := value.NewObject()
	for name, member := range o.All() {
		v, err := change(member)
		if err != nil {
			return nil, err
		}
		changed.Set(name, v)
	}
	return changed, nil
}

func reduce(args []any) (any, error) {
	elements, err := array("reduce", args)
	if err != nil {
		return nil, err
	}
	step, err := lambda("reduce", args, 2, 2, 3)
	if err != nil {
		return nil, err
	}
	gathered := args[1]
	for i, element := range elements {
		if gathered, err = step(gathered, element, int64(i)); err != nil {
			return nil, err
		}
	}
	return gathered, nil
}

// sorted puts elements in order by a lambda that says whether one is less than another.
func sorted(args []any) (any, error) {
	elements, err := array("sort", args)
	if err != nil {
		return nil, err
	}
	less, err := lambda("sort", args, 1, 2, 2)
	if err != nil {
		return nil, err
	}
	inOrder := slices.Clone(elements)
	var failed error
	slices.SortStableFunc(inOrder, func(a, b any) int {
		if failed != nil {
			return 0
		}
		yes, err := decides("sort", less, a, b)
		if err != nil {
			failed = err
			return 0
		}
		if yes {
			return -1
		}
		if yes, err = decides("sort", less, b, a); err != nil {
			failed = err
			return 0
		}
		if yes {
			return 1
		}
		return 0
	})
	return inOrder, failed
}

func toObject(args []any) (any, error) {
	elements, err := array("toObject", args)
	if err != nil {
		return nil, err
	}
	keyOf, err := lambda("toObject", args, 1, 1, 2)
	if err != nil {
		return nil, err
	}
	valueOf := func(args ...any) (any, error) { return args[0], nil }
	if len(args) == 3 {
		if valueOf, err = lambda("toObject", args, 2, 1, 2); err != nil {
			return nil, err
		}
	}
	o := value.NewObject()
	for i, element := range elements {
		key, err := namesBy("toObject", keyOf, element, int64(i))
		if err != nil {
			return nil, err
		}
		v, err := valueOf(element, int64(i))
		if err != nil {
			return nil, err
		}
		o.Set(key, v)
	}
	return o, nil
}
