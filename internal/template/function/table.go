package function

import "strings"

// Function is one function of the template language.
type Function struct {
	Name     string // in the spelling of Azure's documentation
	Min, Max int    // how many arguments it takes; Max is Any where there is no limit
	// Does is its meaning, or nil where that depends on more than the arguments.
	Does func(args []any) (any, error)
}

// Any is a Max without a limit.
const Any = -1

// Lookup is the function of a name in any case, or nil. Every name that begins
// with "list" is one of the functions that ask a resource for something.
func Lookup(name string) *Function {
	folded := strings.ToLower(name)
	if f, ok := table[folded]; ok {
		return f
	}
	if len(folded) > len("list") && strings.HasPrefix(folded, "list") {
		return &Function{Name: name, Min: 1, Max: 3}
	}
	return nil
}

// All are the functions in no particular order.
func All() []*Function {
	all := make([]*Function, 0, len(table))
	for _, f := range table {
		all = append(all, f)
	}
	return all
}

// table has the functions by their names in lower case.
var table = make(map[string]*Function)

// add enters functions into the table; each topic's file says which it has.
func add(functions ...Function) {
	for _, f := range functions {
		table[strings.ToLower(f.Name)] = &f
	}
}

// TakesLambda reports whether a function's argument at an index may be a lambda.
func (f *Function) TakesLambda(i int) bool {
	switch f.Name {
	case "filter", "groupBy", "map", "mapValues", "sort":
		return i == 1
	case "reduce":
		return i == 2
	case "toObject":
		return i == 1 || i == 2
	}
	return false
}
