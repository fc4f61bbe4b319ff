package function

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// texts are the functions that take strings apart and change them.
func texts() []Function {
	return []Function{
		{Name: "endsWith", Min: 2, Max: 2, Does: func(args []any) (any, error) { return hasPart("endsWith", args, true) }},
		{Name: "format", Min: 1, Max: Any, Does: formatted},
		{Name: "join", Min: 2, Max: 2, Does: join},
		{Name: "like", Min: 2, Max: 2, Does: like},
		{Name: "padLeft", Min: 2, Max: 3, Does: padLeft, counts: ": function requires minimum two and maximum three arguments while '%d' was provided. " + padLeftSyntax},
		{Name: "replace", Min: 3, Max: 3, Does: replace, counts: "expects exactly '3' parameters."},
		{Name: "split", Min: 2, Max: 2, Does: split, counts: "expects exactly '2' parameters."},
		{Name: "startsWith", Min: 2, Max: 2, Does: func(args []any) (any, error) { return hasPart("startsWith", args, false) }},
		{Name: "substring", Min: 2, Max: 3, Does: substring, counts: "expects at least two parameters and up to three parameters: a string, a start index and optionally a length."},
		{Name: "toLower", Min: 1, Max: 1, Does: changed("toLower", strings.ToLower), counts: onlyOne},
		{Name: "toUpper", Min: 1, Max: 1, Does: changed("toUpper", strings.ToUpper), counts: onlyOne},
		{Name: "trim", Min: 1, Max: 1, Does: changed("trim", strings.TrimSpace), counts: onlyOne},
	}
}

const onlyOne = "must have only one parameter."

// changed makes a function of one that changes a string.
func changed(name string, change func(string) string) func([]any) (any, error) {
	return func(args []any) (any, error) {
		s, err := text(name, args, 0)
		if err != nil {
			return nil, err
		}
		return change(s), nil
	}
}

// twoTexts are two arguments that have to be strings.
func twoTexts(name string, args []any) (a, b string, err error) {
	a, ok := args[0].(string)
	b, okToo := args[1].(string)
	if !ok || !okToo {
		return "", "", refuse(name, "The template language function '%s' expects its parameters to be of type string and string. The provided value is of type '%s' and '%s'.", name, value.TypeName(args[0]), value.TypeName(args[1]))
	}
	return a, b, nil
}

// hasPart looks at the beginning or the end of a text, in any case.
func hasPart(name string, args []any, end bool) (any, error) {
	s, part, err := twoTexts(name, args)
	if err != nil {
		return nil, err
	}
	in, of := folded(s), folded(part)
	if len(of) > len(in) {
		return false, nil
	}
	if end {
		in = in[len(in)-len(of):]
	}
	return matches(in, of), nil
}

func join(args []any) (any, error) {
	elements, err := array("join", args)
	if err != nil {
		return nil, err
	}
	delimiter, err := text("join", args, 1)
	if err != nil {
		return nil, err
	}
	parts := make([]string, len(elements))
	size := 0
	for i, element := range elements {
		switch element.(type) {
		case []any, *value.Object:
			return nil, refuse("join", "The template language function 'join' expects its first parameter to be an array of strings, integers or booleans. The provided array has an element of type '%s'.", value.TypeName(element))
		}
		parts[i] = Show(element)
		size += len(parts[i]) + len(delimiter)
	}
	if err := tooLong("join", size); err != nil {
		return nil, err
	}
	return strings.Join(parts, delimiter), nil
}

// like compares a text with a pattern in any case, in which '*' stands for any
// characters: the rule of Azure Policy's condition of that name.
func like(args []any) (any, error) {
	s, pattern, err := twoTexts("like", args)
	if err != nil {
		return nil, err
	}
	in, parts := folded(s), strings.Split(pattern, "*")
	begin := folded(parts[0])
	if len(parts) == 1 {
		return len(in) == len(begin) && matches(in, begin), nil
	}
	end := folded(parts[len(parts)-1])
	if len(in) < len(begin)+len(end) || !matches(in, begin) || !matches(in[len(in)-len(end):], end) {
		return false, nil
	}
	in = in[len(begin) : len(in)-len(end)]
	for _, p := range parts[1 : len(parts)-1] {
		of := folded(p)
		i := find(in, of)
		if i < 0 {
			return false, nil
		}
		in = in[i+len(of):]
	}
	return true, nil
}

const padLeftSyntax = "The syntax is padLeft(string, totalWidth [, paddingChar])."

// maxPadding is how wide padLeft() makes a text, as Azure says itself.
const maxPadding = 16

func padLeft(args []any) (any, error) {
	wrong := func(which, format string, values ...any) error {
		return refuse("padLeft", "Unable to evaluate template language function 'padLeft': the "+which+" parameter is invalid. "+format+" "+padLeftSyntax, values...)
	}
	var s string
	switch v := args[0].(type) {
	case string, int64:
		s = Show(v)
	default:
		return nil, wrong("first", "The source string must be a String or integer type, while '%s' was provided.", value.TypeName(v))
	}
	width, ok := args[1].(int64)
	if !ok {
		return nil, wrong("second", "Total width must be an integer type, while '%s' was provided.", value.TypeName(args[1]))
	}
	if width < 0 || width > maxPadding {
		return nil, wrong("second", "Total width must be a positive integer value and not greater than '%d', while '%d' was provided.", maxPadding, width)
	}
	padding := " "
	if len(args) == 3 {
		if padding, ok = args[2].(string); !ok {
			return nil, wrong("third", "The padding character must be a string type, while '%s' was provided.", value.TypeName(args[2]))
		}
		if length(padding) != 1 {
			return nil, wrong("third", "The padding character must be a single character, while '%s' was provided.", padding)
		}
	}
	return strings.Repeat(padding, max(0, int(width)-length(s))) + s, nil
}

func replace(args []any) (any, error) {
	s, err := text("replace", args, 0)
	if err != nil {
		return nil, err
	}
	old, err := text("replace", args, 1)
	if err != nil {
		return nil, err
	}
	now, err := text("replace", args, 2)
	if err != nil {
		return nil, err
	}
	if old == "" {
		return nil, refuse("replace", "The template language function 'replace' expects its second parameter to be a string that is not empty.")
	}
	if err := tooLong("replace", len(s)+strings.Count(s, old)*(len(now)-len(old))); err != nil {
		return nil, err
	}
	return strings.ReplaceAll(s, old, now), nil
}

// split cuts at a delimiter, or at any of several, of which the one that comes
// first in the list counts where two begin at the same place.
func split(args []any) (any, error) {
	s, err := text("split", args, 0)
	if err != nil {
		return nil, err
	}
	var delimiters []string
	list, ok := args[1].([]any)
	if !ok {
		list = args[1:]
	}
	for _, d := range list {
		delimiter, ok := d.(string)
		if !ok {
			return nil, refuse("split", "The template language function 'split' expects its second parameter to be of type 'String or Array of Strings'. The provided value is of type '%s'.", value.TypeName(d))
		}
		if delimiter != "" {
			delimiters = append(delimiters, delimiter)
		}
	}
	parts := []any{}
	start := 0
next:
	for at := 0; at < len(s); {
		for _, d := range delimiters {
			if strings.HasPrefix(s[at:], d) {
				parts = append(parts, s[start:at])
				at += len(d)
				start = at
				continue next
			}
		}
		at++
	}
	if err := tooMany("split", len(parts)); err != nil {
		return nil, err
	}
	return append(parts, s[start:]), nil
}

func substring(args []any) (any, error) {
	s, err := text("substring", args, 0)
	if err != nil {
		return nil, err
	}
	size := int64(length(s))
	start, err := whole("substring", args, 1)
	if err != nil {
		return nil, err
	}
	fail := func(format string, values ...any) (any, error) {
		return nil, refuse("substring", "Unable to evaluate the template language function 'substring'. "+format, values...)
	}
	if start < 0 {
		return fail("The index parameter cannot be less than zero. The index: '%d'.", start)
	}
	if start > size {
		return fail("The index parameter cannot be larger than the length of the string. The index parameter: '%d', the length of the string parameter: '%d'.", start, size)
	}
	count := size - start
	if len(args) == 3 {
		if count, err = whole("substring", args, 2); err != nil {
			return nil, err
		}
	}
	if count < 0 {
		return fail("The length parameter cannot be less than zero. The length parameter: '%d'.", count)
	}
	if count > size-start {
		return fail("The index and length parameters must refer to a location within the string. The index parameter: '%d', the length parameter: '%d', the length of the string parameter: '%d'.", start, count, size)
	}
	return slice(s, int(start), int(start+count)), nil
}
