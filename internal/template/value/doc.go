// Package value holds what ARM template expressions are made of. A value is one of
//
//	nil, bool, int64, float64, string, []any, *Object
//
// or json.Number for a whole number beyond int64. Objects keep the order and the
// spelling of their members and find them without regard to case, as Azure does.
//
// Values are shared freely between expressions and are therefore never changed
// once they have been handed on: an Object is filled by the one who makes it.
package value
