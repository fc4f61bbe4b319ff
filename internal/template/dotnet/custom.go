package dotnet

import "strings"

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
	if p.exponent >= 0 {
		return "", ErrFormat // an exponent in a custom format is not known here
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
	scanCustom(format, func(i, _ int, c byte, quoted bool) {
		if c == ';' && !quoted {
			sections = append(sections, format[start:i])
			start = i + 1
		}
	})
	return append(sections, format[start:])
}

// scanCustom visits the characters of a custom format. Those that are quoted or
// escaped come as quoted, their marks not at all.
func scanCustom(format string, visit func(i, size int, c byte, quoted bool)) {
	for i := 0; i < len(format); {
		switch c := format[i]; c {
		case '\'', '"':
			end := strings.IndexByte(format[i+1:], c)
			if end < 0 {
				end = len(format) - i - 1
			}
			for j := i + 1; j < i+1+end; j++ {
				visit(j, 1, format[j], true)
			}
			i += end + 2
		case '\\':
			if i+1 < len(format) {
				visit(i+1, 1, format[i+1], true)
			}
			i += 2
		default:
			visit(i, 1, c, false)
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
	exponent           int // the place of an exponent, or -1
}

func readPattern(text string) pattern {
	p := pattern{text: text, exponent: -1}
	point := false
	var zeros []bool
	commas := 0
	scanCustom(text, func(i, _ int, c byte, quoted bool) {
		switch {
		case quoted:
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
		case (c == 'E' || c == 'e') && i+1 < len(text) && strings.IndexByte("+-0", text[i+1]) >= 0:
			p.exponent = i
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

func (w *customWriter) visit(_, _ int, c byte, quoted bool) {
	switch {
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
