package deployments

import (
	"strconv"
	"strings"
	"time"
)

// timestamp is a time as Resource Manager writes it: up to seven digits, UTC.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }

// duration is a length of time in the form of ISO 8601 that Azure uses, to
// ticks of 100 ns: "PT1M7.6522893S".
func duration(d time.Duration) string {
	if d <= 0 {
		return "PT0S"
	}
	var b strings.Builder
	if days := d / (24 * time.Hour); days > 0 {
		b.WriteString("P" + strconv.Itoa(int(days)) + "D")
		d -= days * 24 * time.Hour
	} else {
		b.WriteByte('P')
	}
	if d == 0 {
		return b.String()
	}
	b.WriteByte('T')
	if hours := d / time.Hour; hours > 0 {
		b.WriteString(strconv.Itoa(int(hours)) + "H")
		d -= hours * time.Hour
	}
	if minutes := d / time.Minute; minutes > 0 {
		b.WriteString(strconv.Itoa(int(minutes)) + "M")
		d -= minutes * time.Minute
	}
	if ticks := d / 100; ticks > 0 {
		seconds := strconv.FormatFloat(float64(ticks)/1e7, 'f', -1, 64)
		b.WriteString(seconds + "S")
	}
	return b.String()
}
