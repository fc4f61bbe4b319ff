package dotnet

import (
	"math"
	"strconv"
	"strings"
)

// maxPrecision bounds the digits that a standard format asks for.
const maxPrecision = 999

// Integer writes a whole number in a standard ("D4", "N0", "X", ...) or custom
// ("#,##0") format; "" is "D".
func Integer(n int64, format string) (string, error) {
	letter, precision, standard := standardFormat(format)
	if !standard {
		return custom(strconv.FormatInt(n, 10), format)
	}
	switch letter {
	case 0, 'D', 'd':
		return pad(strconv.FormatInt(n, 10), precision), nil
	case 'X', 'x':
		digits := strconv.FormatUint(uint64(n), 16)
		if letter == 'X' {
			digits = strings.ToUpper(digits)
		}
		return pad(digits, precision), nil
	case 'B', 'b':
		return pad(strconv.FormatUint(uint64(n), 2), precision), nil
	case 'G', 'g':
		if precision <= 0 {
			return strconv.FormatInt(n, 10), nil
		}
		return general(decimalOf(strconv.FormatInt(n, 10)), letter, precision), nil
	}
	return decimal(decimalOf(strconv.FormatInt(n, 10)), letter, precision)
}

// Float writes a float64 in a standard ("F2", "E", "P0", ...) or custom format;
// "" is the shortest text that reads back the same.
func Float(f float64, format string) (string, error) {
	switch {
	case math.IsNaN(f):
		return "NaN", nil
	case math.IsInf(f, 1):
		return "Infinity", nil
	case math.IsInf(f, -1):
		return "-Infinity", nil
	}
	letter, precision, standard := standardFormat(format)
	if !standard {
		return custom(strconv.FormatFloat(f, 'f', -1, 64), format)
	}
	switch letter {
	case 0, 'R', 'r':
		return general(decimalOf(strconv.FormatFloat(f, 'e', -1, 64)), 'G', 0), nil
	case 'G', 'g':
		if precision <= 0 {
			return general(decimalOf(strconv.FormatFloat(f, 'e', -1, 64)), letter, 0), nil
		}
		return general(decimalOf(strconv.FormatFloat(f, 'e', precision-1, 64)), letter, precision), nil
	case 'D', 'd', 'X', 'x', 'B', 'b':
		return "", ErrFormat
	}
	return decimal(decimalOf(exact(f)), letter, precision)
}

// exact is every digit of a float64, so that rounding it once is rounding it right.
func exact(f float64) string { return strconv.FormatFloat(f, 'e', 766, 64) }

// standardFormat splits a format such as "N2". The precision is -1 where none is
// given. A format of another form is a custom one.
func standardFormat(format string) (letter byte, precision int, ok bool) {
	if format == "" {
		return 0, -1, true
	}
	letter = format[0]
	if (letter < 'a' || letter > 'z') && (letter < 'A' || letter > 'Z') {
		return 0, 0, false
	}
	digits := format[1:]
	if digits == "" {
		return letter, -1, true
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, 0, false
		}
	}
	precision, err := strconv.Atoi(digits)
	if err != nil || precision > maxPrecision {
		return '?', 0, true // which no number has
	}
	return letter, precision, true
}

func pad(digits string, width int) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if len(digits) < width {
		digits = strings.Repeat("0", width-len(digits)) + digits
	}
	return sign + digits
}

// decimal writes a number in one of the formats that fix its decimals.
func decimal(d digits, letter byte, precision int) (string, error) {
	given := precision
	if precision < 0 {
		precision = 2
	}
	switch letter {
	case 'F', 'f':
		return d.rounded(precision).signed(d.rounded(precision).fixed(precision, false)), nil
	case 'N', 'n':
		return d.rounded(precision).signed(d.rounded(precision).fixed(precision, true)), nil
	case 'P', 'p':
		d.point += 2
		d = d.rounded(precision)
		return d.signed(d.fixed(precision, true) + " %"), nil
	case 'C', 'c':
		d = d.rounded(precision)
		text := "¤" + d.fixed(precision, true)
		if d.negative && !d.zero() {
			return "(" + text + ")", nil
		}
		return text, nil
	case 'E', 'e':
		if given < 0 {
			precision = 6
		}
		return d.significant(precision+1).exponential(letter, precision, 3), nil
	}
	return "", ErrFormat
}

// general writes a number with so many significant digits, with an exponent
// where it would be long; 0 are as many as it has.
func general(d digits, letter byte, precision int) string {
	if d.zero() {
		return d.signed("0")
	}
	limit := 15 // a float64's, from which on it has an exponent
	if precision > 0 {
		limit = precision
		d = d.significant(precision)
	}
	d.text = strings.TrimRight(d.text, "0")
	if d.point > limit || d.point <= -4 {
		e := byte('E')
		if letter == 'g' {
			e = 'e'
		}
		return d.exponential(e, max(0, len(d.text)-1), 2)
	}
	return d.signed(d.fixed(max(0, len(d.text)-d.point), false))
}
