package source

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits bound what Read takes.
type Limits struct {
	Bytes  int // of the text; 0 is no limit
	Depth  int // of objects and arrays within each other; 0 is DefaultDepth
	Values int // in the text; 0 is DefaultValues
}

// The limits where none are given are far beyond any template's. A value takes
// some 150 bytes of memory.
const (
	DefaultDepth  = 128
	DefaultValues = 500_000
)

// Read parses one value that fills the text. Of members with the same name the
// last one counts. Its only error is *Error.
func Read(text []byte, limits Limits) (*Node, error) {
	if limits.Depth <= 0 {
		limits.Depth = DefaultDepth
	}
	if limits.Values <= 0 {
		limits.Values = DefaultValues
	}
	if limits.Bytes > 0 && len(text) > limits.Bytes {
		return nil, &Error{Message: fmt.Sprintf("The content of '%d' bytes exceeds the limit of '%d' bytes.", len(text), limits.Bytes), Line: 1, Column: 1}
	}
	r := &reader{text: strings.TrimPrefix(string(text), "\ufeff"), limits: limits, line: 1}
	return r.read()
}

func (r *reader) read() (*Node, error) {
	if err := r.space(); err != nil {
		return nil, err
	}
	root := &Node{}
	if err := r.value(root, 0); err != nil {
		return nil, err
	}
	r.node = nil
	if err := r.space(); err != nil {
		return nil, err
	}
	if r.at < len(r.text) {
		return nil, r.fail("Additional text encountered after finished reading JSON content: %s.", r.found())
	}
	return root, nil
}

// reader goes once through a text.
type reader struct {
	text   string
	at     int
	limits Limits
	values int // so far

	line int // of the reader, from 1
	// counted is up to where the line's characters have been counted, column how
	// many they are.
	counted, column int

	node *Node // begun last, for the path of an error
}

// place is where the reader stands.
func (r *reader) place() (line, column int) {
	for i := r.counted; i < r.at; {
		c, size := rune(r.text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(r.text[i:])
		}
		switch {
		case c == '\n', c == '\r' && !strings.HasPrefix(r.text[i+1:], "\n"):
			r.line++
			r.column = 0
		case c > 0xffff:
			r.column += 2
		default:
			r.column++
		}
		i += size
	}
	r.counted = max(r.counted, r.at)
	return r.line, r.column
}

func (r *reader) fail(format string, args ...any) error {
	line, column := r.place()
	return &Error{Message: fmt.Sprintf(format, args...), Line: line, Column: column, Path: r.node.Path()}
}

func (r *reader) ended() error { return r.fail("Unexpected end when reading JSON.") }

// found is the character at the reader, for messages.
func (r *reader) found() string {
	c, _ := utf8.DecodeRuneInString(r.text[r.at:])
	return string(c)
}

// space passes over blanks and comments.
func (r *reader) space() error {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == ' ', c >= '\t' && c <= '\r':
			r.at++
		case c == '/':
			if err := r.comment(); err != nil {
				return err
			}
		case c < utf8.RuneSelf:
			return nil
		default:
			c, size := utf8.DecodeRuneInString(r.text[r.at:])
			if c != '\u00a0' && c != '\ufeff' {
				return nil
			}
			r.at += size
		}
	}
	return nil
}

func (r *reader) comment() error {
	rest := r.text[r.at:]
	switch {
	case strings.HasPrefix(rest, "//"):
		end := strings.IndexAny(rest, "\r\n")
		if end < 0 {
			end = len(rest)
		}
		r.at += end
	case strings.HasPrefix(rest, "/*"):
		end := strings.Index(rest, "*/")
		if end < 0 {
			r.at = len(r.text)
			return r.fail("Unexpected end while parsing comment.")
		}
		r.at += end + len("*/")
	default:
		r.at++
		if r.at == len(r.text) {
			return r.fail("Unexpected end while parsing comment.")
		}
		return r.fail("Error parsing comment. Expected: *, got %s.", r.found())
	}
	return nil
}
