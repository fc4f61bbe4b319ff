package policy

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// operator is how a comparison compares.
type operator struct {
	name string
	// compare judges a value, or absent, by what is demanded of it.
	compare func(v, right any) (bool, error)
	// takes says what stands at its right side: text, list, truth or anything.
	takes side
}

type side int

const (
	anything side = iota
	someText      // a string
	someList      // an array
	someBool      // a boolean, or its text
)

// checkRight says what is wrong with the right side, as far as it is constant.
func (o *operator) checkRight(p phrase) string {
	if o.takes == someList {
		if p.elements == nil && p.parsed == nil {
			return "its value must be an array."
		}
		return ""
	}
	if !p.isConstant() {
		if p.parsed == nil && o.takes != anything {
			return "its value must be no array and no object."
		}
		return ""
	}
	_, isText := p.constant.(string)
	switch o.takes {
	case someText:
		if !isText {
			return "its value must be a string."
		}
	case someBool:
		if _, err := boolean(p.constant); err != nil {
			return "its value must be a boolean."
		}
	default:
	}
	return ""
}

// operators are the operators by their names in lower case (Microsoft, "Azure
// Policy definition structure policy rule", conditions).
var operators = func() map[string]*operator {
	all := make(map[string]*operator)
	add := func(o operator, negation string) {
		all[strings.ToLower(o.name)] = &o
		if negation == "" {
			return
		}
		not := o
		not.name = negation
		not.compare = func(v, right any) (bool, error) {
			ok, err := o.compare(v, right)
			return !ok, err
		}
		all[strings.ToLower(negation)] = &not
	}
	add(operator{"equals", equals, anything}, "notEquals")
	add(operator{"like", texts(like), someText}, "notLike")
	add(operator{"match", texts(matches), someText}, "notMatch")
	add(operator{"matchInsensitively", texts(matchesInsensitively), someText}, "notMatchInsensitively")
	add(operator{"contains", contains, anything}, "notContains")
	add(operator{"in", isIn, someList}, "notIn")
	add(operator{"containsKey", containsKey, someText}, "notContainsKey")
	add(operator{"exists", exists, someBool}, "")
	add(operator{"less", ordered(func(c int) bool { return c < 0 }), anything}, "")
	add(operator{"lessOrEquals", ordered(func(c int) bool { return c <= 0 }), anything}, "")
	add(operator{"greater", ordered(func(c int) bool { return c > 0 }), anything}, "")
	add(operator{"greaterOrEquals", ordered(func(c int) bool { return c >= 0 }), anything}, "")
	return all
}()

var operatorNames = sync.OnceValue(func() []string {
	names := make([]string, 0, len(operators))
	for _, key := range slices.Sorted(maps.Keys(operators)) {
		names = append(names, operators[key].name)
	}
	return names
})

// equals compares without regard to case, and a boolean or a number with its text too.
func equals(v, right any) (bool, error) {
	switch x := v.(type) {
	case absent:
		return false, nil
	case nil:
		return right == nil, nil
	case string:
		return right != nil && isPlain(right) && strings.EqualFold(x, text(right)), nil
	}
	if isPlain(v) && right != nil && isPlain(right) {
		return value.Equal(v, right) || strings.EqualFold(text(v), text(right)), nil
	}
	return value.Equal(v, right), nil
}

// isPlain reports whether a value is neither an array nor an object.
func isPlain(v any) bool {
	switch v.(type) {
	case []any, *value.Object:
		return false
	}
	return true
}

// texts is an operator on strings; what is no string is not as demanded.
func texts(compare func(s, pattern string) (bool, error)) func(v, right any) (bool, error) {
	return func(v, right any) (bool, error) {
		pattern, ok := right.(string)
		if !ok {
			return false, function.Errorf("The value %s, with which a field is compared, must be a string.", brief(right))
		}
		if _, missing := v.(absent); missing || v == nil || !isPlain(v) {
			return false, nil
		}
		return compare(text(v), pattern)
	}
}

// like has at most one "*", for any characters.
func like(s, pattern string) (bool, error) {
	before, after, wild := strings.Cut(strings.ToLower(pattern), "*")
	s = strings.ToLower(s)
	if !wild {
		return s == before, nil
	}
	if strings.Contains(after, "*") {
		return false, function.Errorf("The pattern '%s' has more than one '*'.", pattern)
	}
	return len(s) >= len(before)+len(after) && strings.HasPrefix(s, before) && strings.HasSuffix(s, after), nil
}

// matches has "#" for a digit, "?" for a letter and "." for any character.
func matches(s, pattern string) (bool, error) {
	wanted := []rune(pattern)
	given := []rune(s)
	if len(wanted) != len(given) {
		return false, nil
	}
	for i, w := range wanted {
		ok := w == given[i]
		switch w {
		case '#':
			ok = unicode.IsDigit(given[i])
		case '?':
			ok = unicode.IsLetter(given[i])
		case '.':
			ok = true
		}
		if !ok {
			return false, nil
		}
	}
	return true, nil
}

func matchesInsensitively(s, pattern string) (bool, error) {
	return matches(strings.ToLower(s), strings.ToLower(pattern))
}

func contains(v, right any) (bool, error) {
	if elements, ok := v.([]any); ok {
		for _, e := range elements {
			if same, err := equals(e, right); same || err != nil {
				return same, err
			}
		}
		return false, nil
	}
	if _, missing := v.(absent); missing || v == nil || right == nil || !isPlain(v) || !isPlain(right) {
		return false, nil
	}
	return strings.Contains(strings.ToLower(text(v)), strings.ToLower(text(right))), nil
}

func isIn(v, right any) (bool, error) {
	list, ok := right.([]any)
	if !ok {
		return false, function.Errorf("The value %s, among which a field is looked for, must be an array.", brief(right))
	}
	for _, one := range list {
		if same, err := equals(v, one); same || err != nil {
			return same, err
		}
	}
	return false, nil
}

func containsKey(v, right any) (bool, error) {
	key, ok := right.(string)
	if !ok {
		return false, function.Errorf("The value %s, which is looked for among the names of an object, must be a string.", brief(right))
	}
	object, _ := v.(*value.Object)
	if object == nil {
		return false, nil
	}
	_, ok = object.Get(key)
	return ok, nil
}

func exists(v, right any) (bool, error) {
	wanted, err := boolean(right)
	_, missing := v.(absent)
	return wanted == (!missing && v != nil), err
}

func boolean(v any) (bool, error) {
	switch x := v.(type) {
	case bool:
		return x, nil
	case string:
		if strings.EqualFold(x, "true") || strings.EqualFold(x, "false") {
			return strings.EqualFold(x, "true"), nil
		}
	}
	return false, function.Errorf("The value %s must be a boolean.", brief(v))
}

// ordered compares numbers with numbers, and texts, times among them, with texts.
func ordered(holds func(c int) bool) func(v, right any) (bool, error) {
	return func(v, right any) (bool, error) {
		if _, missing := v.(absent); missing || v == nil {
			return false, nil
		}
		x, isNumber := number(v)
		y, otherNumber := number(right)
		if isNumber && otherNumber {
			return holds(cmp.Compare(x, y)), nil
		}
		s, isText := v.(string)
		t, otherText := right.(string)
		if !isText || !otherText {
			return false, function.Errorf("The values %s and %s cannot be compared: they have different types.", brief(v), brief(right))
		}
		return holds(strings.Compare(strings.ToLower(s), strings.ToLower(t))), nil
	}
}

func number(v any) (float64, bool) {
	switch x := v.(type) {
	case int64:
		return float64(x), true
	case float64:
		return x, true
	}
	return 0, false
}
