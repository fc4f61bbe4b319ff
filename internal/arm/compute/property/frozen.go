package property

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
)

// Frozen is a property that is chosen at creation.
type Frozen struct {
	Path string // in the properties
	Name string // as Azure's error calls it; "" for the path
}

// KeepFrozen refuses a write that changes what was chosen at creation. What a
// write takes away comes back.
func KeepFrozen(w *arm.Write, properties []Frozen) error {
	for _, f := range properties {
		old, sent := document.At(w.OldProperties, f.Path), document.At(w.Properties, f.Path)
		switch {
		case old == nil || Same(old, sent):
		case sent == nil:
			document.Set(w.Properties, f.Path, old)
		default:
			return Changed(cmp.Or(f.Name, f.Path))
		}
	}
	return nil
}

// Same reports whether two values are one to Azure: texts do not differ by case,
// and a number may be sent as a text.
func Same(a, b any) bool {
	if document.Equal(a, b) {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	_, list := a.([]any)
	_, object := a.(map[string]any)
	return !list && !object && strings.EqualFold(fmt.Sprint(a), fmt.Sprint(b))
}

// Restore puts back what belongs to the server, whatever a client sends.
func Restore(w *arm.Write, paths ...string) {
	for _, path := range paths {
		if old := document.At(w.OldProperties, path); old != nil {
			document.Set(w.Properties, path, old)
		}
	}
}
