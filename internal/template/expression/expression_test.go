package expression_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/value"
)

func parse(t *testing.T, text string) *expression.Expression {
	t.Helper()
	e, err := expression.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestScopeAnswers(t *testing.T) {
	t.Parallel()
	var asked []string
	scope := expression.ScopeFunc(func(name string, args []any) (any, bool, error) {
		asked = append(asked, name)
		switch name {
		case "resourceGroup":
			return value.NewObject(value.Member{Name: "name", Value: "rg"}), true, nil
		case "parameters", "Contoso.Unique":
			return []any{"p", args[0]}, true, nil
		}
		return nil, false, nil
	})
	got, err := parse(t, "concat(resourcegroup().Name, PARAMETERS('x')[1], Contoso.Unique('y')[1], if(true(), 'a', reference('b')))").Eval(scope)
	if err != nil || got != "rgxya" {
		t.Errorf("got %v, %v", got, err)
	}
	if diff := cmp.Diff([]string{"resourceGroup", "parameters", "Contoso.Unique"}, asked); diff != "" {
		t.Errorf("asked -want +got:\n%s", diff)
	}
}

func TestScopeErrorsAreUnchanged(t *testing.T) {
	t.Parallel()
	unknown := errors.New("not yet known")
	scope := expression.ScopeFunc(func(string, []any) (any, bool, error) { return nil, true, unknown })
	for _, text := range []string{"reference('x')", "concat('a', reference('x').b)", "map(createArray(1), lambda('i', reference('x')))", "coalesce(reference('x'), 1)"} {
		if _, err := parse(t, text).Eval(scope); err != unknown { //nolint:errorlint // the error itself, not one around it
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestErrorsSayWhere(t *testing.T) {
	t.Parallel()
	for text, offset := range map[string]int{
		"concat('a', div(1, 0))":                                12,
		"map(createArray(1), lambda('i', add(1, 'x')))":         32,
		"createObject('a', 1).b":                                20,
		"concat('a', nonsense())":                               12,
		"concat(createArray(1)[lambdaVariables('x')])":          22,
		"if(true(), 'é', 'b').x":                                21,
		"concat('a', first('b', 'c'))":                          12,
		"filter(createArray(1), lambda('i', lambda('j', 'k')))": 35,
	} {
		_, err := parse(t, text).Eval(nil)
		var e *expression.Error
		if !errors.As(err, &e) || e.Offset != offset {
			t.Errorf("%s: %#v, want it at %d", text, err, offset)
		}
	}
	_, err := expression.Parse("parameters(Location')")
	var e *expression.Error
	if !errors.As(err, &e) || e.Offset != 19 {
		t.Errorf("%#v", err)
	}
}

func TestIsExpression(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]struct {
		inner, literal string
		ok             bool
	}{
		"[concat('a')]":  {inner: "concat('a')", ok: true},
		"[]":             {inner: "", ok: true},
		"[a][b]":         {inner: "a][b", ok: true},
		"":               {literal: ""},
		"[":              {literal: "["},
		"text":           {literal: "text"},
		"[[escaped]":     {literal: "[escaped]"},
		"[[]":            {literal: "[]"},
		"[[not closed":   {literal: "[[not closed"},
		"[not closed":    {literal: "[not closed"},
		"not opened]":    {literal: "not opened]"},
		" [blank first]": {literal: " [blank first]"},
	} {
		inner, ok := expression.IsExpression(s)
		if inner != want.inner || ok != want.ok {
			t.Errorf("%q: %q, %v", s, inner, ok)
		}
		if got := expression.Literal(s); !ok && got != want.literal {
			t.Errorf("%q stands for %q, want %q", s, got, want.literal)
		}
	}
}

func TestCheckLooksAtAll(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"if(true(), 'a', nonsense())":              "The template function 'nonsense' is not valid.",
		"and(false(), first())":                    "Unable to evaluate template language function 'first': function requires 1 argument(s) while 0 were provided.",
		"parameters('x')[RESOURCEGROUP('x')]":      "Unable to evaluate template language function 'RESOURCEGROUP': function requires 0 argument(s) while 1 were provided.",
		"concat(lambda('x', 'y'))":                 "The template function 'lambda' is not expected at this location.",
		"lambda('x', 'y')":                         "The template function 'lambda' is not expected at this location.",
		"listKeys('x')":                            "Unable to evaluate template language function 'listKeys': function requires between 2 and 3 argument(s) while 1 were provided.",
		"contoso.own('any', 'number', 'of', 'it')": "",
		"listWhatever('x', '2020-01-01').keys[0]":  "",
		"map(variables('v'), lambda('x', 1))":      "",
	} {
		err := expression.Check(parse(t, text))
		if (err == nil) != (want == "") || (err != nil && !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	e := parse(t, "if(equals(1, 2), Reference(resourceid('a/b', 'c'), '2020', 'full').x[parameters('i')], own.fn())")
	var names []string
	for _, c := range expression.Calls(e) {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff([]string{"if", "equals", "reference", "resourceId", "parameters", "own.fn"}, names); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	reference := expression.Calls(e)[2]
	if s, ok := reference.Args[1].Constant(); !ok || s != "2020" || len(reference.Args) != 3 {
		t.Errorf("the api-version is %v", s)
	}
	if _, ok := reference.Args[0].Constant(); ok {
		t.Error("a call is no constant")
	}
	if id, err := reference.Args[0].Eval(nil); err != nil || id != "/providers/a/b/c" {
		t.Errorf("the id is %v, %v", id, err)
	}
	if calls := reference.Args[0].Calls(); len(calls) != 1 || calls[0].Name != "resourceId" || calls[0].Offset != 27 {
		t.Errorf("the id's calls are %v", calls)
	}
}

func TestLimitsOfParsing(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("not(", n) + "true()" + strings.Repeat(")", n) }
	for name, test := range map[string]struct{ text, want string }{
		"as long as may be":       {"'" + strings.Repeat("x", expression.MaxLength-4) + "'", ""},
		"one too long":            {"'" + strings.Repeat("x", expression.MaxLength-3) + "'", "The language expression length limit exceeded. Limit: '24576' and actual: '24577'."},
		"counted in UTF-16":       {"'" + strings.Repeat("é", expression.MaxLength-4) + "'", ""},
		"deep":                    {nested(200), ""},
		"too deep":                {nested(1000), "Unable to parse language expression"},
		"too many elements deep":  {"parameters('x')" + strings.Repeat("[0]", 1000), "Unable to parse language expression"},
		"too deep in indexes":     {strings.Repeat("a('x')[", 1000), "Unable to parse language expression"},
		"nothing":                 {"", "Unable to parse language expression '': expected token 'Identifier' and actual 'EndOfData'."},
		"blanks":                  {" \r\n\t ", "Unable to parse language expression ' \r\n\t ': expected token 'Identifier' and actual 'EndOfData'."},
		"a byte that is no text":  {"concat(\xff)", "The language expression"},
		"an end within a literal": {"concat('", "The language expression 'concat('' is not valid: the string constant at position '7' is not terminated."},
	} {
		_, err := expression.Parse(test.text)
		if (err == nil) != (test.want == "") || (err != nil && !strings.HasPrefix(err.Error(), test.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLambdasStayInside(t *testing.T) {
	t.Parallel()
	for _, f := range function.All() {
		for i := range 4 {
			if f.TakesLambda(i) && f.Max != function.Any && i >= f.Max {
				t.Errorf("%s takes a lambda as an argument that it does not have", f.Name)
			}
		}
	}
}
