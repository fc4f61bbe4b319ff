package machine

import (
	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
)

// KeepTagless shows tags that a PUT took away as none: only a machine that never
// had any shows nothing.
func KeepTagless(w *arm.Write) {
	if w.Record.Tags == nil && w.Old != nil && w.Old.Tags != nil {
		w.Record.Tags = make(map[string]string)
	}
}

// DropEmpty leaves out what Azure leaves out when it says nothing.
func DropEmpty(properties map[string]any) {
	if capabilities, ok := document.At(properties, "additionalCapabilities").(map[string]any); ok && len(capabilities) == 0 {
		document.Remove(properties, "additionalCapabilities")
	}
}
