package expression_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// FuzzExpression parses and evaluates what is no expression, or half of one:
// there is a value or an error, never a crash.
func FuzzExpression(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		for _, c := range readCases(f, file) {
			f.Add(c.expression)
		}
	}
	scope := expression.ScopeFunc(func(name string, args []any) (any, bool, error) {
		return value.NewObject(value.Member{Name: name, Value: args}), true, nil
	})
	f.Fuzz(func(t *testing.T, text string) {
		e, err := expression.Parse(text)
		var said *expression.Error
		if err != nil {
			if !errors.As(err, &said) || said.Offset < 0 || said.Offset > len(text) {
				t.Fatalf("%q fails with %#v", text, err)
			}
			return
		}
		checked := expression.Check(e)
		got, err := e.Eval(scope)
		if err != nil {
			if !errors.As(err, &said) || said.Message == "" {
				t.Fatalf("%q fails with %#v", text, err)
			}
			return
		}
		if checked != nil && len(expression.Calls(e)) == 1 {
			t.Fatalf("%q is refused (%v) and has a value", text, checked)
		}
		if value.TypeName(got) == "Undefined" {
			t.Fatalf("%q gives a %T", text, got)
		}
		value.JSON(got)
	})
}
