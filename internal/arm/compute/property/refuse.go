package property

import (
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Invalid is the error for a property with a value that it may not have.
func Invalid(path string, value any) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: path, Message: fmt.Sprintf("The value '%v' of parameter '%s' is invalid.", value, path)}
}

// NotAllowed is the error for a property with a value that it may not have there,
// in the words that Azure has for the identity of a Flexible scale set.
func NotAllowed(path string, value any, allowed ...string) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: path, Message: fmt.Sprintf(
		"The value '%v' of parameter '%s' is not allowed. Allowed values are: %s.", value, path, strings.Join(allowed, ", "))}
}

// Missing is the error for a property that must be there.
func Missing(path string) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: path, Message: fmt.Sprintf("Required parameter '%s' is missing (null).", path)}
}

// Changed is the error for a property that a write changes and may not, by the name
// that Azure's error has for it.
func Changed(name string) error {
	return &resource.Error{Kind: resource.KindConflict, Code: "PropertyChangeNotAllowed", Target: name, Message: fmt.Sprintf("Changing property '%s' is not allowed.", name)}
}
