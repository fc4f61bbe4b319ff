package answer

import (
	"github.com/azimuthid/azimuth/internal/arm"
)

// Timestamp is the present time as Compute writes it.
func Timestamp(e *arm.Engine) string {
	return e.Sources.Now().UTC().Format(TimeForm)
}

// TimeForm is how Compute writes times.
const TimeForm = "2006-01-02T15:04:05.0000000-07:00"
