package dotnet

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
)

// ErrIndex is a place in a composite format for which there is no argument.
var ErrIndex = errors.New("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.") //nolint:staticcheck,revive // the words are .NET's, which Azure shows

// ErrLength is a text that would be longer than wanted.
var ErrLength = errors.New("The result is longer than the limit.") //nolint:staticcheck,revive // a sentence beside those of .NET

// maxWidth bounds the alignment of one place, as .NET does.
const maxWidth = 1_000_000

// Composite fills the places {index[,alignment][:format]} of a format with what
// show gives for an argument; "{{" and "}}" stand for braces. Its errors are
// ErrFormat, ErrIndex, ErrLength where it would be longer than most bytes, and
// what show returns.
func Composite(format string, args, most int, show func(index int, format string) (string, error)) (string, error) {
	var b strings.Builder
	for format != "" {
		i := strings.IndexAny(format, "{}")
		if i < 0 {
			b.WriteString(format)
			break
		}
		b.WriteString(format[:i])
		brace, rest := format[i], format[i+1:]
		if rest != "" && rest[0] == brace {
			b.WriteByte(brace)
			format = rest[1:]
			continue
		}
		if brace == '}' {
			return "", ErrFormat
		}
		p, rest, err := readPlace(rest)
		if err != nil {
			return "", err
		}
		if p.index >= args {
			return "", ErrIndex
		}
		text, err := show(p.index, p.format)
		if err != nil {
			return "", err
		}
		if b.Len()+max(len(text), p.width, -p.width) > most {
			return "", ErrLength
		}
		b.WriteString(align(text, p.width))
		format = rest
	}
	return b.String(), nil
}

type place struct {
	index, width int // a negative width aligns to the left
	format       string
}

// readPlace reads a place after its opening brace, and gives what follows it.
func readPlace(s string) (p place, rest string, err error) {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return p, "", ErrFormat
	}
	inner, rest := s[:end], s[end+1:]
	if strings.IndexByte(inner, '{') >= 0 {
		return p, "", ErrFormat
	}
	inner, p.format, _ = strings.Cut(inner, ":")
	index, width, aligned := strings.Cut(inner, ",")
	if index == "" || index[0] == ' ' || index[0] == '+' || index[0] == '-' {
		return p, "", ErrFormat
	}
	if p.index, err = strconv.Atoi(strings.TrimRight(index, " ")); err != nil {
		return p, "", ErrFormat
	}
	if aligned {
		if p.width, err = strconv.Atoi(strings.Trim(width, " ")); err != nil || p.width >= maxWidth || p.width <= -maxWidth {
			return p, "", ErrFormat
		}
	}
	return p, rest, nil
}

func align(text string, width int) string {
	if width == 0 {
		return text
	}
	length := 0
	for _, r := range text {
		length += max(1, utf16.RuneLen(r))
	}
	switch {
	case width > length:
		return strings.Repeat(" ", width-length) + text
	case -width > length:
		return text + strings.Repeat(" ", -width-length)
	}
	return text
}
