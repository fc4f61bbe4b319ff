package arm

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Filter is an OData $filter of the kind that Resource Manager takes: conditions
// joined by "and".
type Filter []Condition

// Condition is one part of a Filter: a comparison such as name eq 'vm1', or a
// function such as atScope() or assignedTo('...'), or startswith(name,'a').
type Condition struct {
	// Name is the property compared, or the function called, in lower case.
	Name string
	// Op is "eq", "ne", "ge", "le", "gt" or "lt", or "()" for a function.
	Op string
	// Value is what is compared with; Args are a function's arguments, property
	// names in lower case and texts as they are.
	Value string
	Args  []string
}

// ParseFilter reads a $filter; an empty one has no conditions.
func ParseFilter(text string) (Filter, error) {
	r := filterReader{rest: text}
	var f Filter
	for r.space(); r.rest != ""; r.space() {
		if len(f) > 0 && !r.word("and") {
			return nil, badFilter(text)
		}
		condition, ok := r.condition()
		if !ok {
			return nil, badFilter(text)
		}
		f = append(f, condition)
	}
	return f, nil
}

func badFilter(text string) error {
	return resource.Invalid("InvalidFilterInQueryString", "Invalid $filter '%s' specified in the query string.", text)
}

// Equals is the value that the filter demands for a property; ok is false where
// it demands none.
func (f Filter) Equals(name string) (value string, ok bool) {
	for _, c := range f {
		if c.Op == "eq" && c.Name == lower(name) {
			return c.Value, true
		}
	}
	return "", false
}

// Call is the named function of the filter, with its first argument.
func (f Filter) Call(name string) (arg string, ok bool) {
	for _, c := range f {
		if c.Op == "()" && c.Name == lower(name) {
			if len(c.Args) > 0 {
				arg = c.Args[0]
			}
			return arg, true
		}
	}
	return "", false
}

// Only refuses a filter with other properties or functions than those named.
func (f Filter) Only(text string, names ...string) error {
	for _, c := range f {
		known := false
		for _, name := range names {
			known = known || equalFold(name, c.Name)
		}
		if !known {
			return badFilter(text)
		}
	}
	return nil
}

type filterReader struct{ rest string }

func (r *filterReader) space() { r.rest = strings.TrimLeft(r.rest, " \t+") }

// word passes over a word, in any case.
func (r *filterReader) word(word string) bool {
	r.space()
	if got := r.peek(); !equalFold(got, word) {
		return false
	}
	r.rest = r.rest[len(word):]
	return true
}

// peek is the identifier at the reader.
func (r *filterReader) peek() string {
	end := 0
	for end < len(r.rest) && (isLetter(r.rest[end]) || r.rest[end] == '/' || r.rest[end] == '.') {
		end++
	}
	return r.rest[:end]
}

func isLetter(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_'
}

func (r *filterReader) condition() (Condition, bool) {
	r.space()
	name := r.peek()
	if quoted, ok := r.literal(); ok {
		name = quoted // as in Compute's 'virtualMachineScaleSet/id' eq '...'
	} else {
		r.rest = r.rest[len(name):]
	}
	if name == "" {
		return Condition{}, false
	}
	c := Condition{Name: lower(name)}
	r.space()
	if strings.HasPrefix(r.rest, "(") {
		var ok bool
		c.Op = "()"
		c.Args, ok = r.arguments()
		return c, ok
	}
	for _, op := range []string{"eq", "ne", "ge", "le", "gt", "lt"} {
		if r.word(op) {
			var ok bool
			c.Op = op
			c.Value, ok = r.literal()
			return c, ok
		}
	}
	return Condition{}, false
}

func (r *filterReader) arguments() (args []string, ok bool) {
	r.rest = r.rest[1:]
	for r.space(); ; r.space() {
		if strings.HasPrefix(r.rest, ")") {
			r.rest = r.rest[1:]
			return args, true
		}
		if len(args) > 0 {
			if !strings.HasPrefix(r.rest, ",") {
				return nil, false
			}
			r.rest = r.rest[1:]
			r.space()
		}
		if name := r.peek(); name != "" {
			r.rest = r.rest[len(name):]
			args = append(args, lower(name))
			continue
		}
		text, ok := r.literal()
		if !ok {
			return nil, false
		}
		args = append(args, text)
	}
}

// literal reads a quoted text, in which a doubled quote stands for one.
func (r *filterReader) literal() (string, bool) {
	r.space()
	if !strings.HasPrefix(r.rest, "'") {
		return "", false
	}
	var b strings.Builder
	for i := 1; i < len(r.rest); i++ {
		if r.rest[i] != '\'' {
			b.WriteByte(r.rest[i])
			continue
		}
		if i+1 < len(r.rest) && r.rest[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		r.rest = r.rest[i+1:]
		return b.String(), true
	}
	return "", false
}
