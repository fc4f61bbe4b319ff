package function

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// At is the member of an object under a name, or the element of an array at an
// index: what .name and [index] mean in an expression.
func At(of, key any) (any, error) {
	switch of := of.(type) {
	case *value.Object:
		name, ok := key.(string)
		if !ok {
			return nil, Errorf("The language expression property '%s' can't be evaluated, property name must be a string.", value.JSON(key))
		}
		v, ok := of.Get(name)
		if !ok {
			return nil, missing(of, name)
		}
		return v, nil
	case []any:
		i, ok := key.(int64)
		if !ok {
			return nil, Errorf("The language expression property '%s' can't be evaluated, property index must be an integer.", show(key))
		}
		if i < 0 || i >= int64(len(of)) {
			return nil, Errorf("The language expression property array index '%d' is out of bounds.", i)
		}
		return of[i], nil
	}
	return nil, Errorf("The language expression property '%s' can't be evaluated, the value it is taken of is of type '%s'.", show(key), value.TypeName(of))
}

func missing(o *value.Object, name string) error {
	names := make([]string, 0, o.Len())
	for member := range o.All() {
		names = append(names, member)
	}
	return Errorf("The language expression property '%s' doesn't exist, available properties are '%s'.", name, strings.Join(names, ", "))
}

// show is a key for a message, a text without quotes.
func show(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return value.JSON(v)
}
