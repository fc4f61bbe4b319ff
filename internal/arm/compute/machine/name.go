package machine

import (
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

var nameForm = lazy.NewPattern("^[^_\\x00-\\x1f\\\\/\"\\[\\]:|<>+=;,?*@&~!#$%^(){}' ][^\\x00-\\x1f\\\\/\"\\[\\]:|<>+=;,?*@&~!#$%^(){}' ]{0,63}$")

// CheckName is Azure's rule for the names of Linux machines, the wider of
// the two: 1 to 64 characters, not beginning with '_' nor ending in '.' or '-'.
func CheckName(name string) error {
	if nameForm.MatchString(name) && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, "-") {
		return nil
	}
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: "name", Message: fmt.Sprintf(
		"The entity name '%s' is invalid according to its validation rule: 1 to 64 characters without blanks and special characters, not beginning with '_' and not ending with '.' or '-'.", name)}
}
