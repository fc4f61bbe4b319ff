package graph

import (
	"strconv"
	"strings"
)

// maxNesting is how deeply conditions may nest.
const maxNesting = 20

// parseFilter reads an OData $filter, as far as Graph takes it for the tenant's
// objects: comparisons with eq, ne and in, startsWith, endsWith and contains,
// any over lists, and, or, not, parentheses.
//
// Resource Manager's filters have a reader of their own (internal/arm): they are
// conditions joined by "and" and functions without a meaning of their own, which
// each type reads as it likes. This is a language that is evaluated.
func parseFilter(clause string) (condition, error) {
	r := &filterReader{text: clause}
	c, ok := r.or(0)
	r.space()
	if !ok || r.at < len(r.text) {
		return nil, badRequest("Invalid filter clause: Syntax error at position %d in '%s'.", r.at, clause)
	}
	return c, nil
}

// filterReader reads a clause. Its methods report whether they could.
type filterReader struct {
	text string
	at   int
}

func (r *filterReader) space() {
	for r.at < len(r.text) && (r.text[r.at] == ' ' || r.text[r.at] == '\t') {
		r.at++
	}
}

// punctuation passes over a character.
func (r *filterReader) punctuation(c byte) bool {
	r.space()
	if r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

// peek is the word at the reader: a property's path, an operator, a number.
func (r *filterReader) peek() string {
	r.space()
	end := r.at
	for end < len(r.text) && isWord(r.text[end]) {
		end++
	}
	return r.text[r.at:end]
}

func isWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '/' || c == '.' || c == '-' || c == '@'
}

// word passes over a word, in any case.
func (r *filterReader) word(word string) bool {
	if got := r.peek(); strings.EqualFold(got, word) {
		r.at += len(got)
		return true
	}
	return false
}

func (r *filterReader) or(depth int) (condition, bool) {
	c, ok := r.and(depth)
	for ok && r.word("or") {
		var next condition
		next, ok = r.and(depth)
		c = either{c, next}
	}
	return c, ok
}

func (r *filterReader) and(depth int) (condition, bool) {
	c, ok := r.unary(depth)
	for ok && r.word("and") {
		var next condition
		next, ok = r.unary(depth)
		c = both{c, next}
	}
	return c, ok
}

func (r *filterReader) unary(depth int) (condition, bool) {
	if depth > maxNesting {
		return nil, false
	}
	if r.word("not") {
		c, ok := r.unary(depth + 1)
		return not{c}, ok
	}
	if r.punctuation('(') {
		c, ok := r.or(depth + 1)
		return c, ok && r.punctuation(')')
	}
	name := r.peek()
	if name == "" {
		return nil, false
	}
	r.at += len(name)
	if r.at < len(r.text) && r.text[r.at] == '(' {
		return r.call(name, depth)
	}
	return r.comparison(name)
}

// call reads what follows the name of a function, or of a list with "/any".
func (r *filterReader) call(name string, depth int) (condition, bool) {
	r.at++
	if list, ok := cutSuffixFold(name, "/any"); ok {
		variable := r.peek()
		r.at += len(variable)
		if variable == "" || !r.punctuation(':') {
			return nil, false
		}
		c, ok := r.or(depth + 1)
		return anyOf{list: list, variable: variable, holdsFor: c}, ok && r.punctuation(')')
	}
	compare := functions[strings.ToLower(name)]
	property := r.peek()
	r.at += len(property)
	if compare == nil || property == "" || !r.punctuation(',') {
		return nil, false
	}
	value, ok := r.literal()
	text, isText := value.(string)
	return function{property: property, compare: compare, text: text}, ok && isText && r.punctuation(')')
}

func cutSuffixFold(s, suffix string) (string, bool) {
	if len(s) <= len(suffix) || !strings.EqualFold(s[len(s)-len(suffix):], suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

func (r *filterReader) comparison(property string) (condition, bool) {
	switch {
	case r.word("eq"):
		value, ok := r.literal()
		return equals{property, value}, ok
	case r.word("ne"):
		value, ok := r.literal()
		return not{equals{property, value}}, ok
	case r.word("in"):
		return r.list(property)
	}
	return nil, false
}

// list reads the values behind "in".
func (r *filterReader) list(property string) (condition, bool) {
	if !r.punctuation('(') {
		return nil, false
	}
	var c condition
	for {
		value, ok := r.literal()
		if !ok {
			return nil, false
		}
		if c == nil {
			c = equals{property, value}
		} else {
			c = either{c, equals{property, value}}
		}
		if !r.punctuation(',') {
			return c, r.punctuation(')')
		}
	}
}

// literal reads a quoted text, in which a doubled quote stands for one, or a
// word: true, false, null, a number, a GUID.
func (r *filterReader) literal() (any, bool) {
	if r.punctuation('\'') {
		return r.quoted()
	}
	word := r.peek()
	r.at += len(word)
	switch strings.ToLower(word) {
	case "":
		return nil, false
	case "null":
		return nil, true
	case "true", "false":
		return strings.EqualFold(word, "true"), true
	}
	if _, err := strconv.ParseFloat(word, 64); err == nil || strings.Contains(word, "-") {
		return word, true
	}
	return nil, false
}

func (r *filterReader) quoted() (string, bool) {
	var b strings.Builder
	for ; r.at < len(r.text); r.at++ {
		if r.text[r.at] != '\'' {
			b.WriteByte(r.text[r.at])
			continue
		}
		if r.at+1 == len(r.text) || r.text[r.at+1] != '\'' {
			r.at++
			return b.String(), true
		}
		b.WriteByte('\'')
		r.at++
	}
	return "", false
}

// parseSearch reads an OData $search: "property:text" in quotes, joined by AND
// and OR. A word of the property begins with the text.
func parseSearch(clause string) (condition, error) {
	var c condition
	rest, or := strings.TrimSpace(clause), false
	for rest != "" {
		term, after, ok := readTerm(rest)
		property, text, named := strings.Cut(term, ":")
		if !ok || !named || property == "" || text == "" {
			return nil, badRequest("Syntax error: the $search clause '%s' is not valid.", clause)
		}
		var next condition = function{property: property, compare: hasWord, text: text}
		switch {
		case c == nil:
			c = next
		case or:
			c = either{c, next}
		default:
			c = both{c, next}
		}
		rest = strings.TrimSpace(after)
		if joint, more, found := strings.Cut(rest, " "); found && (joint == "AND" || joint == "OR") {
			rest, or = strings.TrimSpace(more), joint == "OR"
		} else {
			or = false
		}
	}
	if c == nil {
		return all{}, nil
	}
	return c, nil
}

// readTerm reads a text in double quotes.
func readTerm(clause string) (term, rest string, ok bool) {
	if !strings.HasPrefix(clause, `"`) {
		return "", "", false
	}
	return strings.Cut(clause[1:], `"`)
}
