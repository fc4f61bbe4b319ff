package document

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deeply objects and arrays may nest; deeper input is refused
// before it can exhaust the stack.
const maxDepth = 100

// SyntaxError says what is wrong with a JSON text, and where. Its words are
// those of the reader that Azure uses (Newtonsoft.Json), which clients show as they are.
type SyntaxError struct {
	What string // such as "Unexpected character encountered while parsing value: x."
	Path string // of the last value begun, such as "identity.type"; "" at the top
	Line int    // from 1
	// Position is the column, counted in bytes from 1; 0 where the text ended
	// before a line began.
	Position int
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s Path '%s', line %d, position %d.", e.What, e.Path, e.Line, e.Position)
}

// Read parses one JSON value that fills text. Numbers stay as they are written
// (json.Number). Of a repeated member the last one counts. A leading byte order
// mark is passed over. Its only error is *SyntaxError.
func Read(text []byte) (any, error) {
	r := &reader{text: strings.TrimPrefix(string(text), "\ufeff")}
	value, err := r.value(0)
	if err != nil {
		return nil, err
	}
	r.space()
	if r.at < len(r.text) {
		return nil, r.fail("Additional text encountered after finished reading JSON content: %s.", r.found())
	}
	return value, nil
}

type reader struct {
	text string
	at   int
	path []string
}

func (r *reader) fail(format string, args ...any) error {
	before := r.text[:min(r.at, len(r.text))]
	lineStart := strings.LastIndexByte(before, '\n') + 1
	return &SyntaxError{
		What:     fmt.Sprintf(format, args...),
		Path:     strings.TrimPrefix(strings.Join(r.path, ""), "."),
		Line:     1 + strings.Count(before, "\n"),
		Position: len(before) - lineStart + 1,
	}
}

// found is the character at the reader, for messages.
func (r *reader) found() string {
	c, _ := utf8.DecodeRuneInString(r.text[r.at:])
	return string(c)
}

func (r *reader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

func (r *reader) ended() error { return r.fail(endedEarly) }

func (r *reader) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, r.fail("The reader's MaxDepth of %d has been exceeded.", maxDepth)
	}
	r.space()
	if r.at == len(r.text) {
		return nil, r.ended()
	}
	switch c := r.text[r.at]; {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"':
		return r.str()
	case c == '-' || (c >= '0' && c <= '9'):
		return r.number()
	}
	for word, value := range map[string]any{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(r.text[r.at:], word) {
			r.at += len(word)
			return value, nil
		}
	}
	return nil, r.fail("Unexpected character encountered while parsing value: %s.", r.found())
}

func (r *reader) object(depth int) (any, error) {
	r.at++
	members := make(map[string]any)
	for first := true; ; first = false {
		r.space()
		if r.at == len(r.text) {
			return nil, r.ended()
		}
		if r.text[r.at] == '}' && first {
			r.at++
			return members, nil
		}
		if r.text[r.at] != '"' {
			return nil, r.fail("Invalid property identifier character: %s.", r.found())
		}
		name, err := r.str()
		if err != nil {
			return nil, err
		}
		r.space()
		if r.at == len(r.text) {
			return nil, r.ended()
		}
		if r.text[r.at] != ':' {
			return nil, r.fail("Invalid character after parsing property name. Expected ':' but got: %s.", r.found())
		}
		r.at++
		if !first {
			r.path = r.path[:len(r.path)-1] // until here an error is said to be at the member before
		}
		r.path = append(r.path, pathOf(name))
		if members[name], err = r.value(depth + 1); err != nil {
			return nil, err
		}
		done, err := r.next('}')
		if err != nil {
			return nil, err
		}
		if done {
			r.path = r.path[:len(r.path)-1]
			return members, nil
		}
	}
}

func (r *reader) array(depth int) (any, error) {
	r.at++
	elements := []any{}
	for {
		r.space()
		if r.at < len(r.text) && r.text[r.at] == ']' && len(elements) == 0 {
			r.at++
			return elements, nil
		}
		r.path = append(r.path, "["+strconv.Itoa(len(elements))+"]")
		element, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		elements = append(elements, element)
		done, err := r.next(']')
		if err != nil {
			return nil, err
		}
		r.path = r.path[:len(r.path)-1]
		if done {
			return elements, nil
		}
	}
}

// next passes over the comma or the closing character after a value.
func (r *reader) next(closing byte) (done bool, err error) {
	r.space()
	if r.at == len(r.text) {
		return false, r.ended()
	}
	switch r.text[r.at] {
	case ',':
		r.at++
		return false, nil
	case closing:
		r.at++
		return true, nil
	}
	return false, r.fail("After parsing a value an unexpected character was encountered: %s.", r.found())
}

func (r *reader) number() (any, error) {
	end := r.at
	for end < len(r.text) && strings.IndexByte("+-.eE0123456789", r.text[end]) >= 0 {
		end++
	}
	literal := r.text[r.at:end]
	if !json.Valid([]byte(literal)) {
		return nil, r.fail("Input string '%s' is not a valid number.", literal)
	}
	r.at = end
	return json.Number(literal), nil
}

func (r *reader) str() (string, error) {
	r.at++
	start := r.at
	for r.at < len(r.text) && r.text[r.at] != '"' && r.text[r.at] != '\\' && r.text[r.at] >= 0x20 {
		r.at++
	}
	if r.at < len(r.text) && r.text[r.at] == '"' { // nothing to unescape
		s := r.text[start:r.at]
		r.at++
		return strings.ToValidUTF8(s, "\ufffd"), nil
	}
	var b strings.Builder
	b.WriteString(r.text[start:r.at])
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return strings.ToValidUTF8(b.String(), "\ufffd"), nil
		case c == '\\':
			if err := r.escape(&b); err != nil {
				return "", err
			}
		case c < 0x20:
			return "", r.fail("Unterminated string: the control character %q must be escaped.", c)
		default:
			b.WriteByte(c)
			r.at++
		}
	}
	return "", r.fail("Unterminated string. Expected delimiter: \".")
}

// escape reads the escape sequence at which the reader stands.
func (r *reader) escape(b *strings.Builder) error {
	char, end, wrong := Unescape(r.text, r.at)
	r.at = end
	if wrong != "" {
		return r.fail("%s", wrong)
	}
	b.WriteRune(char)
	return nil
}

func pathOf(name string) string {
	if strings.ContainsAny(name, " ./'[]") {
		return "['" + name + "']"
	}
	return "." + name
}
