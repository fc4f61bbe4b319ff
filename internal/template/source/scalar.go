package source

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// word reads true, false or null.
func (r *reader) word(n *Node) error {
	for _, w := range words {
		if rest := r.text[r.at:]; strings.HasPrefix(rest, w.text) && !continues(rest[len(w.text):]) {
			r.at += len(w.text)
			n.scalar = w.value
			n.Line, n.Column = r.place()
			return nil
		}
	}
	return r.fail("Unexpected character encountered while parsing value: %s.", r.found())
}

var words = []struct {
	text  string
	value any
}{{"true", true}, {"false", false}, {"null", nil}, {"undefined", nil}}

// continues reports whether a word or number goes on.
func continues(rest string) bool {
	return rest != "" && strings.IndexByte(" \t\r\n,:{}[]/", rest[0]) < 0
}

// number reads a number, whole ones in hexadecimal too.
func (r *reader) number(n *Node) error {
	end := r.at
	for end < len(r.text) && strings.IndexByte("+-.0123456789abcdefABCDEFxX", r.text[end]) >= 0 {
		end++
	}
	text := r.text[r.at:end]
	if continues(r.text[end:]) {
		r.at = end
		return r.fail("Unexpected character encountered while parsing number: %s.", r.found())
	}
	switch {
	case json.Valid([]byte(text)):
		n.scalar = value.Number(strings.Clone(text))
	case strings.HasPrefix(strings.ToLower(text), "0x"):
		i, err := strconv.ParseInt(text[2:], 16, 64)
		if err != nil {
			return r.fail("Input string '%s' is not a valid number.", text)
		}
		n.scalar = i
	default:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || strings.ContainsAny(text, "xXpP") {
			return r.fail("Input string '%s' is not a valid number.", text)
		}
		n.scalar = f
		if i, err := strconv.ParseInt(text, 10, 64); err == nil { // +1, 007
			n.scalar = i
		}
	}
	r.at = end
	n.Line, n.Column = r.place()
	return nil
}

// quoted reads a string in the quotes at which the reader stands; line ends may
// stand in it.
func (r *reader) quoted() (string, error) {
	quote := r.text[r.at]
	r.at++
	start := r.at
	for r.at < len(r.text) && r.text[r.at] != quote && r.text[r.at] != '\\' {
		r.at++
	}
	if r.at < len(r.text) && r.text[r.at] == quote { // nothing to unescape
		r.at++
		return strings.Clone(strings.ToValidUTF8(r.text[start:r.at-1], "\ufffd")), nil
	}
	var b strings.Builder
	b.WriteString(r.text[start:r.at])
	for r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case quote:
			r.at++
			return strings.ToValidUTF8(b.String(), "\ufffd"), nil
		case '\\':
			if err := r.escape(&b); err != nil {
				return "", err
			}
		default:
			b.WriteByte(c)
			r.at++
		}
	}
	return "", r.fail("Unterminated string. Expected delimiter: %c.", quote)
}

// escape reads the escape sequence at which the reader stands.
func (r *reader) escape(b *strings.Builder) error {
	char, end, wrong := document.Unescape(r.text, r.at)
	r.at = end
	if wrong != "" {
		return r.fail("%s", wrong)
	}
	b.WriteRune(char)
	return nil
}
