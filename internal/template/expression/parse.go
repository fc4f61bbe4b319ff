package expression

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/azimuthid/azimuth/internal/template/function"
)

// MaxLength is how long an expression may be, in UTF-16 units with its brackets.
const MaxLength = 24576

// maxDepth is how deeply calls and accesses may nest, which spares the stack.
const maxDepth = 250

// Expression is a parsed expression. It is never changed and may be evaluated by
// several goroutines at once.
type Expression struct {
	text string
	root node
}

// IsExpression reports whether a string of a template is an expression, and
// gives the text between its brackets: it begins with one '[' and ends in ']'.
func IsExpression(s string) (inner string, ok bool) {
	if len(s) < 2 || s[0] != '[' || s[1] == '[' || s[len(s)-1] != ']' {
		return "", false
	}
	return s[1 : len(s)-1], true
}

// Literal is what a string that is no expression stands for: "[[" at its
// beginning is a '['.
func Literal(s string) string {
	if strings.HasPrefix(s, "[[") && strings.HasSuffix(s, "]") {
		return s[1:]
	}
	return s
}

// Dialect are functions that a language has beside, or instead of, those of
// templates, by their names in lower case. What depends on where an expression
// stands is for the Scope to answer, as ever.
type Dialect map[string]*function.Function

// Parse reads an expression of a template without its brackets. Its only error is *Error.
func Parse(text string) (*Expression, error) { return Dialect(nil).Parse(text) }

// Parse reads an expression without its brackets. Its only error is *Error.
func (d Dialect) Parse(text string) (*Expression, error) {
	if length := utf16Len(text) + len("[]"); length > MaxLength {
		return nil, errorAt(0, "The language expression length limit exceeded. Limit: '%d' and actual: '%d'.", MaxLength, length)
	}
	p := &parser{scanner: scanner{text: text}, dialect: d}
	if err := p.advance(); err != nil {
		return nil, err
	}
	root, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if err := p.expect(endOfData); err != nil {
		return nil, err
	}
	return &Expression{text, root}, nil
}

// String is the text that was parsed.
func (e *Expression) String() string { return e.text }

// utf16Len is the length of a text in UTF-16 units.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// parser is a recursive descent over the tokens with one of look-ahead.
type parser struct {
	scanner
	token   token
	dialect Dialect
}

func (p *parser) advance() (err error) {
	p.token, err = p.next()
	return err
}

// expect is an error unless the token is of a kind; it does not pass over it.
func (p *parser) expect(k kind) error {
	if p.token.kind == k {
		return nil
	}
	return errorAt(p.token.offset, "Unable to parse language expression '%s': expected token '%s' and actual '%s'.", p.text, k, p.token.kind)
}

// take passes over a token of a kind.
func (p *parser) take(k kind) error {
	if err := p.expect(k); err != nil {
		return err
	}
	return p.advance()
}

func (p *parser) expression(depth int) (node, error) {
	if depth > maxDepth {
		return nil, errorAt(p.token.offset, "Unable to parse language expression '%s...': it nests more than '%d' levels deep.", head(p.text), maxDepth)
	}
	t := p.token
	switch t.kind {
	case literal:
		return &constant{t.text, t.offset}, p.advance()
	case number:
		v, err := p.number(t)
		if err != nil {
			return nil, err
		}
		return &constant{v, t.offset}, p.advance()
	default:
	}
	n, err := p.call(depth)
	if err != nil {
		return nil, err
	}
	return p.accesses(n, depth)
}

// number is the value of a number. Whole ones have 32 bits in the language; json()
// gives larger ones.
func (p *parser) number(t token) (any, error) {
	if i, err := strconv.ParseInt(t.text, 10, 32); err == nil {
		return i, nil
	}
	if f, err := strconv.ParseFloat(t.text, 64); err == nil && strings.ContainsAny(t.text, ".eE") && !math.IsInf(f, 0) {
		return f, nil
	}
	return nil, errorAt(t.offset, "The language expression '%s' is not valid: the value '%s' at position '%d' cannot be converted to number.", p.text, t.text, p.position(t.offset))
}

// call reads name(arguments), the name with or without a namespace.
func (p *parser) call(depth int) (node, error) {
	t := p.token
	if err := p.take(identifier); err != nil {
		return nil, err
	}
	c := &call{name: t.text, offset: t.offset}
	if p.token.kind == dot {
		if err := p.advance(); err != nil {
			return nil, err
		}
		c.name += "." + p.token.text
		if err := p.take(identifier); err != nil {
			return nil, err
		}
	} else if own := p.dialect[strings.ToLower(c.name)]; own != nil {
		c.function = own
	} else {
		c.function = function.Lookup(c.name)
		c.special = specials[strings.ToLower(c.name)]
	}
	if err := p.take(leftParenthesis); err != nil {
		return nil, err
	}
	if err := p.arguments(c, depth); err != nil {
		return nil, err
	}
	return c, p.take(rightParenthesis)
}

func (p *parser) arguments(c *call, depth int) error {
	if p.token.kind == rightParenthesis {
		return nil
	}
	for {
		arg, err := p.expression(depth + 1)
		if err != nil {
			return err
		}
		c.args = append(c.args, arg)
		if p.token.kind != comma {
			return nil
		}
		if err := p.advance(); err != nil {
			return err
		}
	}
}

// accesses reads the .name and [index] that follow a call.
func (p *parser) accesses(n node, depth int) (node, error) {
	for {
		t := p.token
		if t.kind != dot && t.kind != leftSquareBracket {
			return n, nil
		}
		if depth++; depth > maxDepth {
			return p.expression(depth) // which says so
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		if t.kind == dot {
			key := &constant{p.token.text, p.token.offset}
			if err := p.take(identifier); err != nil {
				return nil, err
			}
			n = &access{n, key, t.offset}
			continue
		}
		key, err := p.expression(depth + 1)
		if err != nil {
			return nil, err
		}
		if err := p.take(rightSquareBracket); err != nil {
			return nil, err
		}
		n = &access{n, key, t.offset}
	}
}

// head is the beginning of a text, for a message.
func head(s string) string {
	if len(s) <= 64 {
		return s
	}
	return strings.ToValidUTF8(s[:64], "")
}
