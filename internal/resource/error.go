package resource

import (
	"errors"
	"fmt"
)

// Kind is what went wrong, independent of any protocol. Each front end maps
// kinds to its own statuses.
type Kind int

// The kinds, from the caller's mistakes to our own.
const (
	KindInternal           Kind = iota // a fault of ours; its text never leaves
	KindInvalid                        // the request is wrong as it stands
	KindUnauthenticated                // who asks is not known
	KindForbidden                      // who asks may not
	KindNotFound                       // what is asked for is not there
	KindMethod                         // the verb is not one of this address
	KindConflict                       // the state of the resource forbids it
	KindPreconditionFailed             // If-Match or If-None-Match did not hold
	KindTooLarge                       // the body is larger than the limit
	KindTimeout                        // the body did not arrive in time
	KindMisdirected                    // the host asked for is not served here
	KindThrottled                      // too many requests
	KindUnavailable                    // try again
)

// Error is the one error that handlers return. Code and Message are Azure's own
// where Azure has them; each front end writes them in its protocol's form, once,
// at its edge. Errors of any other type are faults of ours and are shown only as such.
type Error struct {
	Kind    Kind
	Code    string  // PascalCase, such as "ResourceNotFound"
	Message string  // for the caller
	Target  string  // what the error is about, or ""
	Details []Error // the same in parts, or nil
	// Info is what else clients can read about it, such as where in a template it is.
	Info []ErrorInfo
}

// ErrorInfo is further information about an error.
type ErrorInfo struct {
	Type string         // what it is, such as "TemplateViolation"
	Info map[string]any // as JSON
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Errorf makes an Error.
func Errorf(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid makes an Error of KindInvalid.
func Invalid(code, format string, args ...any) *Error {
	return Errorf(KindInvalid, code, format, args...)
}

// NotFound makes an Error of KindNotFound.
func NotFound(code, format string, args ...any) *Error {
	return Errorf(KindNotFound, code, format, args...)
}

// Conflict makes an Error of KindConflict.
func Conflict(code, format string, args ...any) *Error {
	return Errorf(KindConflict, code, format, args...)
}

// AsError returns the Error in err's chain, or one of KindInternal that hides err's text.
func AsError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: KindInternal, Code: "InternalServerError", Message: "The server encountered an internal error. Please retry the request."}
}
