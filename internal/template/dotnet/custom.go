package dotnet

import (
	"strconv"
	"strings"
)

// custom writes a number, given as strconv writes it, in a custom format: digits
// where '0' and '#' stand, with sections for positive, negative and zero.
func custom(number, format string) (string, error) {
	d := decimalOf(number)
	sections := splitSections(format)
	section := sections[0]
	sign := d.negative
	switch {
	case d.negative && len(sections) > 1 && sections[1] != "":
		section, sign = sections[1], false
	case d.zero() && len(sections) > 2 && sections[2] != "":
		section = sections[2]
	}
	p := readPattern(section)
	d.point += p.scale
	if p.exponent.width > 0 {
		d = p.scaled(d)
	}
	d = d.rounded(p.decimals)
	if d.zero() && len(sections) > 2 && sections[2] != "" {
		p = readPattern(sections[2])
	}
	text := p.write(d)
	if sign && !d.zero() {
		text = "-" + text
	}
	return text, nil
}

func splitSections(format string) []string {
	var sections []string
	start := 0
	scanCustom(format, func(i int, c byte, quoted bool) {
		if c == ';' && !quoted {
			sections = append(sections, format[start:i])
			start = i + 1
		}
	})
	return append(sections, format[start:])
}

// scanCustom visits the characters of a custom format. Those that are quoted or
// escaped come as quoted, their marks not at all.
func scanCustom(format string, visit func(i int, c byte, quoted bool)) {
	for i := 0; i < len(format); {
		switch c := format[i]; c {
		case '\'', '"':
			end := strings.IndexByte(format[i+1:], c)
			if end < 0 {
				end = len(format) - i - 1
			}
			for j := i + 1; j < i+1+end; j++ {
				visit(j, format[j], true)
			}
			i += end + 2
		case '\\':
			if i+1 < len(format) {
				visit(i+1, format[i+1], true)
			}
			i += 2
		default:
			visit(i, c, false)
			i++
		}
	}
}

// pattern is one section of a custom format.
type pattern struct {
	text               string
	whole              int // places before the point
	firstZero          int // the first place that has a digit always, counted from the point; 0 for none
	decimals, lastZero int // places after the point, and how many of them have a digit always
	groups             bool
	scale              int // powers of ten that %, ‰ and commas multiply by
	exponent           exponent
}

// exponent is the part of a custom format such as "E+00".
type exponent struct {
	at, size, width int // where it stands, how long it is, and its least digits
	letter          byte
	plus            bool // whether a positive one has a sign
	value           int
}

// readExponent reads an exponent at a place of a format; one of no width is none.
func readExponent(text string, at int) exponent {
	e := exponent{at: at, letter: text[at]}
	rest := text[at+1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		e.plus = rest[0] == '+'
		rest = rest[1:]
	}
	for rest != "" && rest[0] == '0' && e.width < 10 {
		e.width++
		rest = rest[1:]
	}
	e.size = len(text) - at - len(rest)
	return e
}

func (e exponent) String() string {
	sign := ""
	switch {
	case e.value < 0:
		sign = "-"
	case e.plus:
		sign = "+"
	}
	return string(e.letter) + sign + pad(strconv.Itoa(max(e.value, -e.value)), e.width)
}

// scaled moves the point so that the digits fill the places before it, and notes
// by how much.
func (p *pattern) scaled(d digits) digits {
	if d.zero() {
		return d
	}
	d = d.significant(max(1, p.whole) + p.decimals)
	p.exponent.value = d.point - max(1, p.whole)
	d.point -= p.exponent.value
	return d
}

func readPattern(text string) pattern {
	p := pattern{text: text}
	point := false
	var zeros []bool
	commas := 0
	scanCustom(text, func(i int, c byte, quoted bool) {
		if (c == 'E' || c == 'e') && !quoted && p.exponent.width == 0 {
			p.exponent = readExponent(text, i)
		}
		switch {
		case quoted:
		case p.exponent.width > 0 && i >= p.exponent.at && i < p.exponent.at+p.exponent.size: // its own digits
		case c == '0' || c == '#':
			if point {
				p.decimals++
				if c == '0' {
					p.lastZero = p.decimals
				}
				return
			}
			if commas > 0 {
				p.groups = true
			}
			commas = 0
			zeros = append(zeros, c == '0')
		case c == ',' && !point && len(zeros) > 0:
			commas++
		case c == '.':
			point = true
		case c == '%':
			p.scale += 2
		}
	})
	p.scale += 3 * strings.Count(text, "‰")
	p.scale -= 3 * commas
	p.whole = len(zeros)
	for i, zero := range zeros {
		if zero {
			p.firstZero = len(zeros) - i
			break
		}
	}
	return p
}

// write puts a rounded number into the places.
func (p pattern) write(d digits) string {
	whole := d.whole()
	if whole == "0" {
		whole = ""
	}
	if len(whole) < p.firstZero {
		whole = strings.Repeat("0", p.firstZero-len(whole)) + whole
	}
	fraction := d.fraction(p.decimals)
	for len(fraction) > p.lastZero && fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	w := customWriter{p: p, whole: whole, fraction: fraction, places: p.whole}
	scanCustom(p.text, w.visit)
	return w.b.String()
}

type customWriter struct {
	p               pattern
	whole, fraction string
	places          int // before the point, still to come
	point           bool
	b               strings.Builder
}

func (w *customWriter) visit(i int, c byte, quoted bool) {
	e := w.p.exponent
	switch {
	case e.width > 0 && i == e.at:
		w.b.WriteString(e.String())
	case e.width > 0 && i > e.at && i < e.at+e.size:
	case quoted:
		w.b.WriteByte(c)
	case c == '0' || c == '#':
		if w.point {
			if w.fraction != "" {
				w.b.WriteByte(w.fraction[0])
				w.fraction = w.fraction[1:]
			}
			return
		}
		// The first place takes all digits that have no place of their own.
		for w.whole != "" && len(w.whole) >= w.places {
			w.digit()
			if len(w.whole) < w.places {
				break
			}
		}
		w.places--
	case c == '.':
		if !w.point && w.fraction != "" {
			w.b.WriteByte('.')
		}
		w.point = true
	case c == ',':
	default:
		w.b.WriteByte(c)
	}
}

func (w *customWriter) digit() {
	w.b.WriteByte(w.whole[0])
	w.whole = w.whole[1:]
	if w.p.groups && w.whole != "" && len(w.whole)%3 == 0 {
		w.b.WriteByte(',')
	}
}
