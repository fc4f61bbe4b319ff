package property

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// ReadSwitch turns the text "true" or "false" at a path into what it means.
func ReadSwitch(object map[string]any, path string) {
	switch strings.ToLower(document.String(object, path)) {
	case "true":
		document.Set(object, path, true)
	case "false":
		document.Set(object, path, false)
	}
}
