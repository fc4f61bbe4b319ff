package expression_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/value"
)

func TestScopeAnswers(t *testing.T) {
	t.Parallel()
	e, err := expression.Parse("concat(resourcegroup().Name, '-', Parameters('x')[1], if(true(), 'a', reference('b')))")
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Eval(expression.ScopeFunc(func(name string, args []any) (any, bool, error) {
		switch name {
		case "resourceGroup":
			return value.NewObject(value.Member{Name: "name", Value: "rg"}), true, nil
		case "parameters":
			return []any{"p", args[0]}, true, nil
		}
		return nil, false, nil
	}))
	if err != nil || got != "rg-xa" {
		t.Errorf("got %v, %v", got, err)
	}
}
