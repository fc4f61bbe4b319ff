package seed

import "fmt"

// Error says what is wrong with a seed, and where.
type Error struct {
	File string // "" while it is not known
	Line int    // 0 for none in particular
	What string
	// Err is the refusal of the target, if that is what is wrong; or nil.
	Err error
}

func (e *Error) Error() string {
	text := e.What
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	switch {
	case e.Line > 0 && e.File != "":
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, text)
	case e.File != "":
		return e.File + ": " + text
	case e.Line > 0:
		return fmt.Sprintf("line %d: %s", e.Line, text)
	}
	return text
}

// Unwrap is the refusal of the target.
func (e *Error) Unwrap() error { return e.Err }

func wrongAt(line int, format string, args ...any) error {
	return &Error{Line: line, What: fmt.Sprintf(format, args...)}
}

// RefusedError is the answer of a target that refuses a request.
type RefusedError struct {
	Status        int // HTTP
	Code, Message string
	// Answer is the whole answer, as JSON's tree; or nil.
	Answer any
}

func (e *RefusedError) Error() string { return e.Code + ": " + e.Message }
