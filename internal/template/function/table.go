package function

import (
	"strings"
	"sync"
)

// Function is one function of the template language.
type Function struct {
	Name     string // in the spelling of Azure's documentation
	Min, Max int    // how many arguments it takes; Max is Any where there is no limit
	// Does is its meaning, or nil where that depends on more than the arguments.
	Does func(args []any) (any, error)
	// counts is Azure's message about a wrong number of arguments where it is not
	// the usual one; a %d in it is how many were given.
	counts string
	// builds tells that it puts values into others, so that its result may be
	// larger than all its arguments.
	builds bool
}

// Any is a Max without a limit.
const Any = -1

// Lookup is the function of a name in any case, or nil. Every name that begins
// with "list" is one of the functions that ask a resource for something, with its
// id, an api-version and perhaps a body.
func Lookup(name string) *Function {
	folded := strings.ToLower(name)
	if f, ok := table()[folded]; ok {
		return f
	}
	if strings.HasPrefix(folded, "list") {
		return &Function{Name: name, Min: 2, Max: 3}
	}
	return nil
}

// All are the functions in no particular order.
func All() []*Function {
	all := make([]*Function, 0, len(table()))
	for _, f := range table() {
		all = append(all, f)
	}
	return all
}

// table has the functions by their names in lower case.
var table = sync.OnceValue(func() map[string]*Function {
	byName := make(map[string]*Function)
	for _, topic := range [][]Function{
		arrays(), collections(), lambdas(), objects(), texts(), encodings(), uris(), hashes(), numbers(),
		comparisons(), conversions(), dates(), networks(), contextual(),
	} {
		for _, f := range topic {
			byName[strings.ToLower(f.Name)] = &f
		}
	}
	return byName
})

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
