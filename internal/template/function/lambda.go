package function

// Lambda is what lambda() gives: something to apply to the elements of an array
// or object. It is an argument only, never a value of a template.
type Lambda struct {
	Parameters int
	Apply      func(args ...any) (any, error)
}
