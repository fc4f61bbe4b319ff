package dotnet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Time writes a time in a standard format ("u", "o", "yyyy-MM-dd") or a custom
// one; "" is "G". Times are shown in their own zone, except by "u" and "R", which
// show them in UTC. "K" and "z" show UTC as "Z" and "+0".
func Time(t time.Time, format string) (string, error) {
	if format == "" {
		format = "G"
	}
	if len(format) == 1 {
		pattern, ok := standardTimes[format[0]]
		if !ok {
			return "", ErrFormat
		}
		if strings.IndexByte("uRrU", format[0]) >= 0 {
			t = t.UTC()
		}
		return customTime(t, pattern)
	}
	return customTime(t, format)
}

// standardTimes are the standard formats as custom ones, those that depend on a
// culture as in en-US, which Azure's documentation shows.
var standardTimes = map[byte]string{
	'd': "M/d/yyyy", 'D': "dddd, MMMM d, yyyy",
	'f': "dddd, MMMM d, yyyy h:mm tt", 'F': "dddd, MMMM d, yyyy h:mm:ss tt",
	'g': "M/d/yyyy h:mm tt", 'G': "M/d/yyyy h:mm:ss tt",
	'm': "MMMM d", 'M': "MMMM d",
	'o': "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK", 'O': "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
	'r': "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'", 'R': "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
	's': "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
	't': "h:mm tt", 'T': "h:mm:ss tt",
	'u': "yyyy'-'MM'-'dd HH':'mm':'ss'Z'", 'U': "dddd, MMMM d, yyyy h:mm:ss tt",
	'y': "MMMM yyyy", 'Y': "MMMM yyyy",
}

func customTime(t time.Time, format string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(format); {
		c := format[i]
		n := 1
		for i+n < len(format) && format[i+n] == c {
			n++
		}
		switch c {
		case '\'', '"':
			end := strings.IndexByte(format[i+1:], c)
			if end < 0 {
				return "", ErrFormat
			}
			b.WriteString(format[i+1 : i+1+end])
			n = end + 2
		case '\\':
			if i+1 == len(format) {
				return "", ErrFormat
			}
			b.WriteByte(format[i+1])
			n = 2
		case '%':
			if n > 1 || i+1 == len(format) {
				return "", ErrFormat
			}
		case 'f', 'F':
			if err := fraction(&b, t, c, n); err != nil {
				return "", err
			}
		default:
			if text, ok := timePart(t, c, n); ok {
				b.WriteString(text)
			} else {
				b.WriteString(format[i : i+n])
			}
		}
		i += n
	}
	return b.String(), nil
}

// timePart is one part of a custom format: a letter, n times.
func timePart(t time.Time, c byte, n int) (string, bool) {
	switch c {
	case 'd':
		switch n {
		case 1, 2:
			return padded(t.Day(), n), true
		case 3:
			return t.Weekday().String()[:3], true
		}
		return t.Weekday().String(), true
	case 'M':
		switch n {
		case 1, 2:
			return padded(int(t.Month()), n), true
		case 3:
			return t.Month().String()[:3], true
		}
		return t.Month().String(), true
	case 'y':
		if n <= 2 {
			return padded(t.Year()%100, n), true
		}
		return padded(t.Year(), n), true
	case 'h':
		return padded((t.Hour()+11)%12+1, min(n, 2)), true
	case 'H':
		return padded(t.Hour(), min(n, 2)), true
	case 'm':
		return padded(t.Minute(), min(n, 2)), true
	case 's':
		return padded(t.Second(), min(n, 2)), true
	case 't':
		half := "AM"
		if t.Hour() >= 12 {
			half = "PM"
		}
		return half[:min(n, 2)], true
	case 'g':
		return "A.D.", true
	case 'z':
		return offset(t, n), true
	case 'K':
		if zone, _ := t.Zone(); zone == "UTC" {
			return strings.Repeat("Z", n), true
		}
		return strings.Repeat(offset(t, 3), n), true
	}
	return "", false
}

func padded(n, width int) string { return pad(strconv.Itoa(n), width) }

func offset(t time.Time, n int) string {
	_, seconds := t.Zone()
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	hours, minutes := seconds/3600, seconds/60%60
	switch n {
	case 1:
		return fmt.Sprintf("%c%d", sign, hours)
	case 2:
		return fmt.Sprintf("%c%02d", sign, hours)
	}
	return fmt.Sprintf("%c%02d:%02d", sign, hours, minutes)
}

// fraction writes fractions of a second; "F" without zeros at the end, and
// without the point before them where none is left.
func fraction(b *strings.Builder, t time.Time, c byte, n int) error {
	if n > 7 {
		return ErrFormat
	}
	text := fmt.Sprintf("%09d", t.Nanosecond())[:n]
	if c == 'F' {
		text = strings.TrimRight(text, "0")
		if s := b.String(); text == "" && strings.HasSuffix(s, ".") {
			b.Reset()
			b.WriteString(s[:len(s)-1])
		}
	}
	b.WriteString(text)
	return nil
}
