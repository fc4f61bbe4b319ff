package expression_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/value"
)

const usual = "concat(parameters('prefix'), '-', toLower(substring(uniqueString(resourceGroup().id), 0, 6)), '-', if(equals(parameters('env'), 'prod'), 'p', 'd'))"

var answers = expression.ScopeFunc(func(name string, _ []any) (any, bool, error) {
	if name == "resourceGroup" {
		return value.NewObject(value.Member{Name: "id", Value: "/subscriptions/x/resourceGroups/y"}), true, nil
	}
	return "value", true, nil
})

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expression.Parse(usual); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	for name, text := range map[string]string{
		"usual":          usual,
		"map of 800":     "map(range(0, 800), lambda('i', createObject('name', format('vm{0:D3}', lambdaVariables('i')), 'even', equals(mod(lambdaVariables('i'), 2), 0))))",
		"union in a sum": "reduce(range(0, 200), createObject(), lambda('all', 'i', union(lambdaVariables('all'), createObject(string(lambdaVariables('i')), 1))))",
	} {
		e, err := expression.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Eval(answers); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
