package function

import (
	"fmt"
	"strconv"
)

// Help is what ends the messages about functions.
const Help = " Please see https://aka.ms/arm-functions for usage details."

// Error says why a function has no result, in Azure's words where they are known.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

// Errorf makes an Error.
func Errorf(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...)}
}

// WrongCount is Azure's message about a number of arguments that a function does
// not take; name is the function as the expression spells it.
func (f *Function) WrongCount(name string, given int) string {
	takes := strconv.Itoa(f.Min)
	switch {
	case f.Max == Any:
		takes = "at least " + takes
	case f.Max > f.Min:
		takes += " to " + strconv.Itoa(f.Max)
	}
	return fmt.Sprintf("Unable to evaluate template language function '%s': function requires %s argument(s) while %d were provided.%s", name, takes, given, Help)
}
