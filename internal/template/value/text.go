package value

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// JSON is the text of a value without blanks, as Newtonsoft.Json writes it:
// members in their order, only quotes, backslashes and control characters escaped.
func JSON(v any) string {
	return string(appendJSON(nil, v, '"'))
}

// SingleQuoted is JSON with single quotes in place of double ones, which is how
// format() shows arrays and objects.
func SingleQuoted(v any) string {
	return string(appendJSON(nil, v, '\''))
}

// MarshalJSON writes the members in their order.
func (o *Object) MarshalJSON() ([]byte, error) { return appendJSON(nil, o, '"'), nil }

func appendJSON(b []byte, v any, quote byte) []byte {
	switch x := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, x)
	case int64:
		return strconv.AppendInt(b, x, 10)
	case float64:
		return append(b, Float(x)...)
	case json.Number:
		return append(b, x...)
	case string:
		return appendQuoted(b, x, quote)
	case []any:
		b = append(b, '[')
		for i, element := range x {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, element, quote)
		}
		return append(b, ']')
	case *Object:
		b = append(b, '{')
		for i, m := range x.members {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(append(appendQuoted(b, m.Name, quote), ':'), m.Value, quote)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

func appendQuoted(b []byte, s string, quote byte) []byte {
	b = append(b, quote)
	for _, r := range s {
		switch r {
		case rune(quote), '\\':
			b = append(b, '\\', byte(r))
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		case '\f':
			b = append(b, `\f`...)
		case '\b':
			b = append(b, `\b`...)
		case 0x85, 0x2028, 0x2029: // line ends in .NET's eyes
			b = append(b, `\u`+hex4(r)...)
		default:
			if r < 0x20 {
				b = append(b, `\u`+hex4(r)...)
				continue
			}
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, quote)
}

func hex4(r rune) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", 4-len(s)) + s
}

// Float is how a float64 is written in JSON and by string(): the shortest text
// that reads back the same, always with a point or an exponent ("1.0", "1E+16",
// "1E-05"), which is how .NET and Newtonsoft.Json have it.
func Float(f float64) string {
	switch {
	case math.IsNaN(f):
		return `"NaN"`
	case math.IsInf(f, 1):
		return `"Infinity"`
	case math.IsInf(f, -1):
		return `"-Infinity"`
	}
	s := General(f)
	if !strings.ContainsAny(s, ".E") {
		s += ".0"
	}
	return s
}

// General is a float64 in .NET's general format: with an exponent of at least
// two digits from 1E+15 upwards and below 1E-04.
func General(f float64) string {
	if f == 0 {
		if math.Signbit(f) {
			return "-0"
		}
		return "0"
	}
	if size := math.Abs(f); size >= 1e15 || size < 1e-4 {
		s := strconv.FormatFloat(f, 'E', -1, 64)
		return s
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
