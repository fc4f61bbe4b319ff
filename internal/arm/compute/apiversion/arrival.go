package apiversion

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
)

// Arrival is when a member of the properties came: earlier api-versions do not show it.
type Arrival struct {
	Path  string // dotted; "*" stands for every element of an array
	Since arm.Version
}

// HideLater takes away what came after the version.
func HideLater(properties map[string]any, v arm.Version, arrivals []Arrival) {
	for _, a := range arrivals {
		if v.Before(a.Since) {
			take(properties, strings.Split(a.Path, "."))
		}
	}
}

// Hides reports whether the version comes before one of the arrivals.
func Hides(v arm.Version, arrivals []Arrival) bool {
	for _, a := range arrivals {
		if v.Before(a.Since) {
			return true
		}
	}
	return false
}

// take removes the member at a path from a value.
func take(value any, path []string) {
	switch v := value.(type) {
	case []any:
		if path[0] == "*" {
			for _, element := range v {
				take(element, path[1:])
			}
		}
	case map[string]any:
		if len(path) == 1 {
			delete(v, path[0])
			return
		}
		take(v[path[0]], path[1:])
	}
}

// Under puts a prefix before the paths.
func Under(prefix string, arrivals []Arrival) []Arrival {
	moved := make([]Arrival, len(arrivals))
	for i, a := range arrivals {
		moved[i] = Arrival{Path: prefix + "." + a.Path, Since: a.Since}
	}
	return moved
}
