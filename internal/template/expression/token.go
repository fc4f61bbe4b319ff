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
	number             kind = "Number"
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
	case c >= '0' && c <= '9', c == '-', c == '+':
		return s.number()
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
	return errorAt(at, "The language expression '%s' is not valid: the string character '%c' at position '%d' is not expected.", s.text, r, s.position(at))
}

// position is how Azure counts places: in UTF-16 units from 0.
func (s *scanner) position(at int) int { return utf16Len(s.text[:at]) }

// literal reads a text between single quotes; two of them stand for one.
func (s *scanner) literal() (token, error) {
	start := s.at
	rest := s.text[start+1:]
	end := 0
	for {
		i := strings.IndexByte(rest[end:], '\'')
		if i < 0 {
			return token{}, errorAt(start, "The language expression '%s' is not valid: the string constant at position '%d' is not terminated. String constants must be enclosed within a pair of single quotes. Please see https://aka.ms/arm-functions for usage details.", s.text, s.position(start))
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

// number reads a number. What cannot follow one is found before anything is
// said about the number itself.
func (s *scanner) number() (token, error) {
	start := s.at
	s.at++
	for s.at < len(s.text) && strings.IndexByte("0123456789.eE+-", s.text[s.at]) >= 0 {
		s.at++
	}
	if r, _ := utf8.DecodeRuneInString(s.text[s.at:]); s.at < len(s.text) && (r == '_' || unicode.IsLetter(r)) {
		return token{}, s.unexpected(s.at)
	}
	return token{number, s.text[start:s.at], start}, nil
}

func (s *scanner) identifier() token {
	start := s.at
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		if r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		s.at += size
	}
	return token{identifier, s.text[start:s.at], start}
}
