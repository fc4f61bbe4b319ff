package dotnet

import (
	"strconv"
	"strings"
)

// digits is a decimal number: 0.text × 10^point, the text without leading zeros.
type digits struct {
	negative bool
	text     string
	point    int
}

// decimalOf reads a number as strconv writes it, with or without an exponent.
func decimalOf(s string) digits {
	var d digits
	s, d.negative = strings.CutPrefix(s, "-")
	mantissa, exponent, _ := strings.Cut(s, "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.text = whole + fraction
	d.point = len(whole)
	if exponent != "" {
		e, _ := strconv.Atoi(exponent)
		d.point += e
	}
	return d.trimmed()
}

// trimmed has no leading zeros.
func (d digits) trimmed() digits {
	text := strings.TrimLeft(d.text, "0")
	d.point -= len(d.text) - len(text)
	d.text = text
	return d
}

func (d digits) zero() bool { return strings.Trim(d.text, "0") == "" }

// cut keeps the first n digits, rounding halves away from zero.
func (d digits) cut(n int) digits {
	if n >= len(d.text) {
		return d
	}
	if n < 0 {
		return digits{negative: d.negative}
	}
	up := d.text[n] >= '5'
	kept := []byte(d.text[:n])
	for i := n - 1; up && i >= 0; i-- {
		if kept[i] == '9' {
			kept[i] = '0'
			continue
		}
		kept[i]++
		up = false
	}
	if up {
		kept = append([]byte{'1'}, kept...)
		d.point++
	}
	d.text = string(kept)
	return d
}

// rounded has so many decimals at most.
func (d digits) rounded(decimals int) digits { return d.cut(d.point + decimals) }

// significant has so many digits at most.
func (d digits) significant(n int) digits { return d.cut(n) }

// whole is the part before the point, at least "0".
func (d digits) whole() string {
	switch {
	case d.point <= 0 || d.text == "":
		return "0"
	case d.point >= len(d.text):
		return d.text + strings.Repeat("0", d.point-len(d.text))
	}
	return d.text[:d.point]
}

// fraction is the part after the point, so many digits of it.
func (d digits) fraction(decimals int) string {
	text := ""
	switch {
	case d.text == "":
	case d.point < 0:
		text = strings.Repeat("0", min(-d.point, decimals)) + d.text
	case d.point < len(d.text):
		text = d.text[d.point:]
	}
	if len(text) < decimals {
		text += strings.Repeat("0", decimals-len(text))
	}
	return text[:decimals]
}

// fixed is the number without its sign, with so many decimals.
func (d digits) fixed(decimals int, groups bool) string {
	text := d.whole()
	if groups {
		text = grouped(text)
	}
	if decimals > 0 {
		text += "." + d.fraction(decimals)
	}
	return text
}

func grouped(whole string) string {
	var b strings.Builder
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	return b.String()
}

// signed puts the sign before a text of the number.
func (d digits) signed(text string) string {
	if d.negative && !d.zero() {
		return "-" + text
	}
	return text
}

// exponential is d.ddddE+ddd with so many decimals and at least so many digits
// in the exponent.
func (d digits) exponential(e byte, decimals, width int) string {
	exponent := d.point - 1
	text := d.text
	if d.zero() {
		text, exponent = "0", 0
	}
	if len(text) < decimals+1 {
		text += strings.Repeat("0", decimals+1-len(text))
	}
	mantissa := text[:1]
	if decimals > 0 {
		mantissa += "." + text[1:decimals+1]
	}
	sign := "+"
	if exponent < 0 {
		sign, exponent = "-", -exponent
	}
	return d.signed(mantissa + string(e) + sign + pad(strconv.Itoa(exponent), width))
}
