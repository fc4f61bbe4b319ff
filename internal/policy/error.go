package policy

import "fmt"

// Error is what is wrong with a definition or with the parameters of an
// assignment.
type Error struct {
	Code    string // Azure's, such as "InvalidPolicyRule"
	Message string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

func errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// The codes of what is wrong with a definition.
const (
	invalidRule       = "InvalidPolicyRule"
	invalidParameters = "InvalidPolicyParameters"
	invalidDefinition = "InvalidPolicyDefinition"
	// unsupported is ours: what Azure has and this package does not.
	unsupported = "PolicyRuleNotSupported"
)

// invalid is the error of something in a rule; path leads to it, such as
// "if.allOf[0].like".
func invalid(path, format string, args ...any) *Error {
	return errorf(invalidRule, "The policy rule is invalid at '%s': %s", path, fmt.Sprintf(format, args...))
}
