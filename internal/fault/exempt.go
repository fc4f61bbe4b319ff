package fault

import "strings"

// ExemptHeader marks a request that no fault meets, by the value "exempt": those
// of the tools that add and remove faults have it, so that this can always be done.
const ExemptHeader = "Azimuth-Faults"

// Exempt reports whether no fault meets a request, by its path and the values of
// its headers.
func Exempt(path string, header func(name string) string) bool {
	const administration = "/providers/azimuth/"
	return strings.EqualFold(header(ExemptHeader), "exempt") ||
		len(path) >= len(administration) && strings.EqualFold(path[:len(administration)], administration)
}
