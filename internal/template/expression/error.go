package expression

import "fmt"

// Error says what is wrong with an expression, in Azure's words where they are known.
type Error struct {
	Message string
	Offset  int   // where in the text given to Parse, in bytes from 0
	Err     error // what a function said, or nil
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Err }

func errorAt(offset int, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Offset: offset}
}
