package function

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// At is the member of an object under a name, or the element of an array at an
// index: what .name and [index] mean in an expression.
func At(of, key any) (any, error) {
	v, found, err := lookup(of, key)
	if err != nil || found {
		return v, err
	}
	if o, ok := of.(*value.Object); ok {
		return nil, Errorf("The language expression property '%s' doesn't exist, available properties are '%s'.", Show(key), strings.Join(names(o), ", "))
	}
	return nil, Errorf("The language expression property array index '%s' is out of bounds.", Show(key))
}

// lookup is At where it is no error that the member or element is not there.
func lookup(of, key any) (v any, found bool, err error) {
	switch of := of.(type) {
	case *value.Object:
		name, ok := key.(string)
		if !ok {
			return nil, false, Errorf("The language expression property '%s' can't be evaluated, property name must be a string.", Show(key))
		}
		v, found = of.Get(name)
		return v, found, nil
	case []any:
		i, ok := key.(int64)
		if !ok {
			return nil, false, Errorf("The language expression property '%s' can't be evaluated, property index must be an integer.", Show(key))
		}
		if i < 0 || i >= int64(len(of)) {
			return nil, false, nil
		}
		return of[i], true, nil
	}
	return nil, false, Errorf("The language expression property '%s' can't be evaluated.", Show(key))
}

func names(o *value.Object) []string {
	all := make([]string, 0, o.Len())
	for name := range o.All() {
		all = append(all, name)
	}
	return all
}
