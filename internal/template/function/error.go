package function

import (
	"fmt"
	"strconv"
	"strings"
)

// Error says why a function has no result, in Azure's words where they are known.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

// Errorf makes an Error.
func Errorf(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...)}
}

// refuse is the error of a function whose arguments it cannot take.
func refuse(name, format string, args ...any) error {
	return Errorf("%s Please see https://aka.ms/arm-functions#%s for usage details.", fmt.Sprintf(format, args...), name)
}

// WrongCount is Azure's message about a number of arguments that a function does
// not take; name is the function as the expression spells it.
func (f *Function) WrongCount(name string, given int) string {
	if f.counts != "" {
		said := "The template language function '" + name + "' " + f.counts
		if f.counts[0] == ':' || f.counts[0] == '.' {
			said = "Unable to evaluate template language function '" + name + "'" + f.counts
		}
		said = strings.Replace(said, "%d", strconv.Itoa(given), 1)
		return said + " Please see https://aka.ms/arm-functions#" + f.Name + " for usage details."
	}
	takes := strconv.Itoa(f.Min)
	switch {
	case f.Max == Any:
		takes = "at least " + takes
	case f.Max > f.Min:
		takes = fmt.Sprintf("between %d and %d", f.Min, f.Max)
	}
	return fmt.Sprintf("Unable to evaluate template language function '%s': function requires %s argument(s) while %d were provided. Please see https://aka.ms/arm-resource-functions/#%s for usage details.", name, takes, given, f.Name)
}

// NoResourceID is Azure's message about arguments that make no resource id.
func NoResourceID(name, format string, args ...any) string {
	return fmt.Sprintf("Unable to evaluate template language function '%s': %s Please see https://aka.ms/arm-resource-functions/#%s for usage details.", name, fmt.Sprintf(format, args...), strings.ToLower(name))
}
