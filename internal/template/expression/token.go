package expression

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is the kind of a token; its text is what Azure's messages call it.
type kind string

const (
	leftParenthesis    kind = "LeftParenthesis"
	rightParenthesis   kind = "RightParenthesis"
	leftSquareBracket  kind = "LeftSquareBracket"
	rightSquareBracket kind = "RightSquareBracket"
	dot                kind = "Dot"
	comma              kind = "Comma"
	integer            kind = "Integer"
	float              kind = "Float"
	literal            kind = "StringLiteral"
	identifier         kind = "Identifier"
	endOfData          kind = "EndOfData"
)

var punctuation = map[byte]kind{
	'(': leftParenthesis, ')': rightParenthesis, '[': leftSquareBracket, ']': rightSquareBracket, '.': dot, ',': comma,
}

type token struct {
	kind   kind
	text   string // of a literal, what it stands for
	offset int
}

// scanner cuts the text of an expression into tokens.
type scanner struct {
	text string
	at   int
}

func (s *scanner) next() (token, error) {
	s.blanks()
	start := s.at
	if start == len(s.text) {
		return token{endOfData, "", start}, nil
	}
	c := s.text[start]
	if k, ok := punctuation[c]; ok {
		s.at++
		return token{k, s.text[start:s.at], start}, nil
	}
	switch r, _ := utf8.DecodeRuneInString(s.text[start:]); {
	case c == '\'':
		return s.literal()
	case c >= '0' && c <= '9', (c == '-' || c == '+') && digits(s.text[start+1:]) > 0:
		return s.number(), nil
	case r == '_', r == '$', unicode.IsLetter(r):
		return s.identifier(), nil
	}
	return token{}, s.unexpected(start)
}

func (s *scanner) blanks() {
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		if !unicode.IsSpace(r) {
			return
		}
		s.at += size
	}
}

func (s *scanner) unexpected(at int) error {
	r, _ := utf8.DecodeRuneInString(s.text[at:])
	return errorAt(at, "The language expression '%s' is not valid: the string character '%c' at position '%d' is not expected.", s.text, r, utf8.RuneCountInString(s.text[:at]))
}

// literal reads a text between single quotes; two of them stand for one.
func (s *scanner) literal() (token, error) {
	start := s.at
	rest := s.text[start+1:]
	end := 0
	for {
		i := strings.IndexByte(rest[end:], '\'')
		if i < 0 {
			return token{}, s.unexpected(start)
		}
		end += i
		if !strings.HasPrefix(rest[end+1:], "'") {
			break
		}
		end += 2
	}
	s.at = start + 1 + end + 1
	return token{literal, strings.ReplaceAll(rest[:end], "''", "'"), start}, nil
}

func (s *scanner) number() token {
	start := s.at
	if s.text[s.at] == '-' || s.text[s.at] == '+' {
		s.at++
	}
	s.at += digits(s.text[s.at:])
	k := integer
	if strings.HasPrefix(s.text[s.at:], ".") {
		if n := digits(s.text[s.at+1:]); n > 0 {
			s.at += 1 + n
			k = float
		}
	}
	return token{k, strings.TrimPrefix(s.text[start:s.at], "+"), start}
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func (s *scanner) identifier() token {
	start := s.at
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		if r != '_' && r != '$' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		s.at += size
	}
	return token{identifier, s.text[start:s.at], start}
}
