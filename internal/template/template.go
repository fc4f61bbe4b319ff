package template

// Template is a template that has been read.
type Template struct{}

// Parse reads a template's text. Its errors are of type *Error.
func Parse(text []byte) (*Template, error) {
	return nil, &Error{Code: "InvalidTemplate", Message: "templates cannot be read yet"}
}

// Parameters are the values that a deployment is given, as written in its body or
// in a parameter file.
type Parameters struct{}

// ParseParameters reads a parameter file ("$schema", "contentVersion", "parameters")
// or the bare object of parameters.
func ParseParameters(text []byte) (*Parameters, error) {
	return nil, &Error{Code: "InvalidTemplate", Message: "parameters cannot be read yet"}
}
