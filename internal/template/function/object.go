package function

import (
	"slices"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// objects are the functions that make objects and take them apart.
func objects() []Function {
	return []Function{
		{Name: "createObject", Min: 0, Max: Any, Does: createObject, builds: true},
		{Name: "intersection", Min: 2, Max: Any, Does: intersection, counts: ". At least two parameter should be provided."},
		{Name: "items", Min: 1, Max: 1, Does: items, builds: true},
		{Name: "null", Min: 0, Max: 0, Does: func([]any) (any, error) { return nil, nil }},
		{Name: "objectKeys", Min: 1, Max: 1, Does: objectKeys},
		{Name: "shallowMerge", Min: 1, Max: 1, Does: shallowMerge, builds: true},
		{Name: "tryGet", Min: 2, Max: Any, Does: tryGet},
		{Name: "union", Min: 2, Max: Any, Does: union, builds: true, counts: ". At least two parameter should be provided."},
	}
}

func createObject(args []any) (any, error) {
	if len(args)%2 != 0 {
		return nil, refuse("createObject", "Unable to evaluate template language function 'createObject': function requires an even number of arguments, keys and values in turn, while %d were provided.", len(args))
	}
	o := value.NewObject()
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return nil, refuse("createObject", "The template language function 'createObject' expects the parameters at even positions, which are keys, to be of type 'String'. The provided value is of type '%s'.", value.TypeName(args[i]))
		}
		o.Set(name, args[i+1])
	}
	return o, nil
}

// inOrder are the members by their names without regard to case, those that
// differ only by case as they stand.
func inOrder(o *value.Object) []value.Member {
	members := make([]value.Member, o.Len())
	keys := make(map[string][]uint16, o.Len())
	for i := range members {
		members[i] = o.At(i)
		keys[members[i].Name] = folded(members[i].Name)
	}
	slices.SortStableFunc(members, func(a, b value.Member) int {
		return slices.Compare(keys[a.Name], keys[b.Name])
	})
	return members
}

func items(args []any) (any, error) {
	o, err := object("items", args)
	if err != nil {
		return nil, err
	}
	all := make([]any, 0, o.Len())
	for _, m := range inOrder(o) {
		all = append(all, value.NewObject(value.Member{Name: "key", Value: m.Name}, value.Member{Name: "value", Value: m.Value}))
	}
	return all, nil
}

func objectKeys(args []any) (any, error) {
	o, err := object("objectKeys", args)
	if err != nil {
		return nil, err
	}
	all := make([]any, 0, o.Len())
	for _, m := range inOrder(o) {
		all = append(all, m.Name)
	}
	return all, nil
}

// tryGet is a member or element, or null where it is not there; further
// arguments are accesses that follow where it is.
func tryGet(args []any) (any, error) {
	if args[0] == nil {
		return nil, nil
	}
	v, found, err := lookup(args[0], args[1])
	if err != nil || !found {
		return nil, err
	}
	return follow(v, args[2:])
}

// follow goes down by names and indexes. An object {value, fromEnd} is an index
// that counts from the end.
func follow(v any, keys []any) (_ any, err error) {
	for _, key := range keys {
		if o, ok := key.(*value.Object); ok {
			n, _ := o.Get("value")
			if end, _ := o.Get("fromEnd"); end == true {
				v, err = indexFromEnd([]any{v, n})
			} else {
				v, err = At(v, n)
			}
		} else {
			v, err = At(v, key)
		}
		if err != nil {
			return nil, err
		}
	}
	return v, nil
}

func shallowMerge(args []any) (any, error) {
	parts, err := array("shallowMerge", args)
	if err != nil {
		return nil, err
	}
	merged := value.NewObject()
	for _, part := range parts {
		o, ok := part.(*value.Object)
		if !ok {
			return nil, refuse("shallowMerge", "The template language function 'shallowMerge' expects its parameter to be an array of objects. The provided array has an element of type '%s'.", value.TypeName(part))
		}
		for name, v := range o.All() {
			put(merged, name, v)
		}
	}
	return merged, nil
}

// put stores a value under a name in any case, in the spelling that is there.
func put(o *value.Object, name string, v any) {
	if i := o.Index(name); i >= 0 {
		o.SetAt(i, v)
		return
	}
	o.Set(name, v)
}

// alike reports whether all arguments are arrays, or all objects; else the error.
func alike(name string, args []any) (arrays bool, err error) {
	for _, arg := range args[1:] {
		if value.TypeName(arg) != value.TypeName(args[0]) {
			return false, Errorf("Template language function '%s' expects parameters of the same type, but found multiple types.", name)
		}
	}
	switch args[0].(type) {
	case []any:
		return true, nil
	case *value.Object:
		return false, nil
	}
	return false, refuse(name, "The template language function '%s' expects either a comma separated list of arrays or a comma separated list of objects as its parameters.", name)
}

// union joins arrays without repeating a value, and merges objects within each
// other; of anything else in them the last one counts.
func union(args []any) (any, error) {
	arrays, err := alike("union", args)
	if err != nil {
		return nil, err
	}
	if arrays {
		all := newSet()
		for _, arg := range args {
			all.add(arg.([]any))
		}
		return all.elements, nil
	}
	merged := args[0].(*value.Object)
	for _, arg := range args[1:] {
		merged = merge(merged, arg.(*value.Object))
	}
	return merged, nil
}

func merge(a, b *value.Object) *value.Object {
	merged := value.NewObject()
	for name, v := range a.All() {
		merged.Set(name, v)
	}
	for name, v := range b.All() {
		inner, ok := v.(*value.Object)
		if old, there := merged.Get(name); there && ok {
			if outer, ok := old.(*value.Object); ok {
				v = merge(outer, inner)
			}
		}
		put(merged, name, v)
	}
	return merged
}

// intersection keeps what all have: values of arrays, members of objects with
// the same name and value.
func intersection(args []any) (any, error) {
	arrays, err := alike("intersection", args)
	if err != nil {
		return nil, err
	}
	if !arrays {
		return commonMembers(args), nil
	}
	common := newSet().add(args[0].([]any))
	for _, arg := range args[1:] {
		others := newSet()
		others.add(arg.([]any))
		common = slices.DeleteFunc(slices.Clone(common), func(v any) bool { return !others.has(v) })
	}
	return common, nil
}

func commonMembers(args []any) any {
	common := value.NewObject()
members:
	for name, v := range args[0].(*value.Object).All() {
		for _, arg := range args[1:] {
			if other, ok := arg.(*value.Object).Get(name); !ok || !value.Equal(v, other) {
				continue members
			}
		}
		common.Set(name, v)
	}
	return common
}
