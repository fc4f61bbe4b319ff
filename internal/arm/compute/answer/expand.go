package answer

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
)

// Expands reports whether the client asks for a part that is not shown unasked.
func Expands(c *arm.Call, part string) bool {
	for _, parameter := range []string{"$expand", "$select"} {
		for asked := range strings.SplitSeq(c.Query(parameter), ",") {
			if strings.EqualFold(strings.TrimSpace(asked), part) {
				return true
			}
		}
	}
	return false
}

// HidesUserData reports whether the machine has user data that was not asked for.
func HidesUserData(s *arm.Shown) bool {
	return strings.Contains(string(s.Record.Properties), `"userData"`) && !Expands(s.Call, "userData")
}
