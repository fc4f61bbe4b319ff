package rbac

import (
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/lazy"
)

// CheckCondition reports whether a text is a condition in the language of
// Azure's attribute-based access control, version 2.0, such as
//
//	!(ActionMatches{'x/read'}) OR (@Resource[x:name] StringEquals 'a')
//
// Only the form is judged: that the attributes exist and have the types that
// their operators compare is not.
func CheckCondition(text string) error {
	if len(text) > maxCondition {
		return fmt.Errorf("a condition has at most %d characters", maxCondition)
	}
	r := &conditionReader{rest: text}
	if err := r.or(0); err != nil {
		return err
	}
	if r.space(); r.rest != "" {
		return fmt.Errorf("'%.20s' is not expected after the condition's end", r.rest)
	}
	return nil
}

// The limits of conditions. The length is Azure's; the depth keeps the reader's
// stack small.
const (
	maxCondition      = 8 << 10
	maxConditionDepth = 50
)

// conditionReader reads a condition from the left. Words stand in any case.
type conditionReader struct{ rest string }

func (r *conditionReader) space() { r.rest = strings.TrimLeft(r.rest, " \t\r\n") }

// symbol passes over a symbol.
func (r *conditionReader) symbol(symbol string) bool {
	r.space()
	rest, ok := strings.CutPrefix(r.rest, symbol)
	r.rest = rest
	return ok
}

var conditionWord = lazy.NewPattern(`^[A-Za-z]+(:[A-Za-z]+)?`)

// word passes over one of several words; without one of them it does nothing.
func (r *conditionReader) word(words ...string) bool {
	r.space()
	found := conditionWord.FindString(r.rest)
	for _, word := range words {
		if strings.EqualFold(found, word) {
			r.rest = r.rest[len(found):]
			return true
		}
	}
	return false
}

func (r *conditionReader) or(depth int) error {
	return r.joined(depth, "||", "OR", func(depth int) error {
		return r.joined(depth, "&&", "AND", r.not)
	})
}

// joined reads operands with an operator between each two of them.
func (r *conditionReader) joined(depth int, symbol, word string, operand func(depth int) error) error {
	for {
		if err := operand(depth); err != nil {
			return err
		}
		if !r.symbol(symbol) && !r.word(word) {
			return nil
		}
	}
}

func (r *conditionReader) not(depth int) error {
	if depth > maxConditionDepth {
		return errors.New("the condition is nested too deeply")
	}
	switch {
	case r.symbol("!") || r.word("NOT"):
		return r.not(depth + 1)
	case r.symbol("("):
		if err := r.or(depth + 1); err != nil {
			return err
		}
		if !r.symbol(")") {
			return errors.New("a closing parenthesis is missing")
		}
		return nil
	case r.word("ActionMatches", "SubOperationMatches"):
		return r.set()
	case r.word("Exists", "NotExists"):
		return r.attribute()
	}
	return r.comparison()
}

var conditionOperator = lazy.NewPattern(`(?i)^(ForA(ny|ll)OfA(ny|ll)Values:)?(String|Numeric|DateTime|TimeOfDay|Bool|Guid|Ip|List)[a-z]+`)

func (r *conditionReader) comparison() error {
	if err := r.operand(); err != nil {
		return err
	}
	r.space()
	operator := conditionOperator.FindString(r.rest)
	if operator == "" {
		return fmt.Errorf("an operator is expected where '%.20s' stands", r.rest)
	}
	r.rest = r.rest[len(operator):]
	return r.operand()
}

// operand reads an attribute, a literal, or a set of literals.
func (r *conditionReader) operand() error {
	r.space()
	switch {
	case strings.HasPrefix(r.rest, "@"):
		return r.attribute()
	case strings.HasPrefix(r.rest, "{"):
		return r.set()
	}
	return r.literal()
}

var conditionAttribute = lazy.NewPattern(`(?i)^@(Resource|Request|Principal|Environment|Context)\s*\[[^\[\]]+\]`)

func (r *conditionReader) attribute() error {
	r.space()
	found := conditionAttribute.FindString(r.rest)
	if found == "" {
		return fmt.Errorf("an attribute such as @Resource[...] is expected where '%.20s' stands", r.rest)
	}
	r.rest = r.rest[len(found):]
	return nil
}

// conditionLiteral is a text, or a number, truth value or GUID (with dashes or
// not) without quotes.
var conditionLiteral = lazy.NewPattern(`(?i)^('[^']*'|true\b|false\b|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|-?[0-9]+(\.[0-9]+)?)`)

func (r *conditionReader) literal() error {
	r.space()
	found := conditionLiteral.FindString(r.rest)
	if found == "" {
		return fmt.Errorf("a value is expected where '%.20s' stands", r.rest)
	}
	r.rest = r.rest[len(found):]
	return nil
}

// set reads literals in braces, with commas between them.
func (r *conditionReader) set() error {
	if !r.symbol("{") {
		return fmt.Errorf("'{' is expected where '%.20s' stands", r.rest)
	}
	for {
		if err := r.literal(); err != nil {
			return err
		}
		if r.symbol("}") {
			return nil
		}
		if !r.symbol(",") {
			return errors.New("a set's closing brace is missing")
		}
	}
}
