package template_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/templatetest"
)

// members are n members of an object or elements of an array, each made with its number.
func members(n int, format string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(all, ",")
}

func withMembers(text string) []byte {
	return []byte(`{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", ` + text + `}`)
}

func expandText(text []byte) (*template.Plan, error) {
	d := templatetest.Deployment(resource.MustParseID(subscription + "/resourceGroups/rg"))
	var err error
	if d.Template, err = template.Parse(text); err != nil {
		return nil, err
	}
	return template.Expand(d)
}

// TestLimits takes everything up to Azure's limits, and refuses one more.
func TestLimits(t *testing.T) {
	t.Parallel()
	const vnet = `{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2020-06-01", "name": "v%d"}`
	limits := []struct {
		name  string
		most  int
		text  func(n int) string
		wants string // of the error of one more
	}{
		{
			"parameters", 256, func(n int) string {
				return `"resources": [], "parameters": {` + members(n, `"p%d": {"type": "int", "defaultValue": 1}`) + `}`
			},
			"The number of template parameters limit exceeded. Limit: '256' and actual: '257'.",
		},
		{
			"variables", 256, func(n int) string {
				return `"resources": [], "variables": {` + members(n, `"v%d": 1`) + `}`
			},
			"The number of template variables limit exceeded. Limit: '256' and actual: '257'.",
		},
		{
			"variables of loops", 256, func(n int) string {
				return `"resources": [], "variables": {"copy": [` + members(n, `{"name": "v%d", "count": 1, "input": 1}`) + `]}`
			},
			"The number of template variables limit exceeded. Limit: '256' and actual: '257'.",
		},
		{
			"outputs", 64, func(n int) string {
				return `"resources": [], "outputs": {` + members(n, `"o%d": {"type": "int", "value": 1}`) + `}`
			},
			"The number of template outputs limit exceeded. Limit: '64' and actual: '65'.",
		},
		{
			"resources", 800, func(n int) string { return `"resources": [` + members(n, vnet) + `]` },
			"The number of template resources limit exceeded. Limit: '800' and actual: '801'.",
		},
		{
			"resources of several loops", 800, func(n int) string {
				return fmt.Sprintf(`"resources": [
					{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "[concat('c', copyIndex())]", "copy": {"name": "one", "count": 400}},
					{"type": "a.b/d", "apiVersion": "2020-01-01", "name": "[concat('d', copyIndex())]", "copy": {"name": "two", "count": %d}}]`, n-400)
			},
			"The number of template resources limit exceeded. Limit: '800' and actual: '801'.",
		},
		{
			"copies", 800, func(n int) string {
				return fmt.Sprintf(`"resources": [{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "[concat('c', copyIndex())]", "copy": {"name": "one", "count": %d}}]`, n)
			},
			"The copy count must be a positive integer value and cannot exceed '800'.",
		},
		{
			"characters of an expression", 24576, func(n int) string {
				return `"resources": [], "variables": {"v": "[concat('` + strings.Repeat("x", n-len("[concat('')]")) + `')]"}`
			},
			"The language expression length limit exceeded. Limit: '24576' and actual: '24577'.",
		},
		{
			"bytes", template.MaxBytes, func(n int) string {
				const around = `"resources": [], "variables": {"v": ""}`
				return strings.Replace(around, `""`, `"`+strings.Repeat("x", n-len(withMembers(around)))+`"`, 1)
			},
			"exceeds the limit of '4194304' bytes",
		},
	}
	for _, l := range limits {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			if _, err := expandText(withMembers(l.text(l.most))); err != nil {
				t.Errorf("%d are refused: %v", l.most, err)
			}
			_, err := expandText(withMembers(l.text(l.most + 1)))
			if err == nil || !strings.Contains(err.Error(), l.wants) {
				t.Errorf("of %d the error is %.300v", l.most+1, err)
			}
		})
	}
}

// TestExpandedSize refuses a small template that its copies make too large.
func TestExpandedSize(t *testing.T) {
	t.Parallel()
	text := func(count int) []byte {
		return withMembers(fmt.Sprintf(`"variables": {"long": "%s"}, "resources": [{"type": "a.b/c", "apiVersion": "2020-01-01",
			"name": "[concat('c', copyIndex())]", "copy": {"name": "one", "count": %d}, "properties": {"a": "[variables('long')]"}}]`,
			strings.Repeat("x", 10000), count))
	}
	if _, err := expandText(text(400)); err != nil {
		t.Error(err)
	}
	_, err := expandText(text(420))
	if err == nil || !strings.Contains(err.Error(), "The template size limit exceeded after its expressions and copies are expanded. Limit: '4194304' bytes.") {
		t.Errorf("the error is %v", err)
	}
}

// TestNothingGrowsWithoutEnd refuses what would take all memory or time.
func TestNothingGrowsWithoutEnd(t *testing.T) {
	t.Parallel()
	loops := `1`
	for i := range 6 {
		loops = fmt.Sprintf(`{"copy": [{"name": "l%d", "count": 800, "input": %s}]}`, i, loops)
	}
	for name, text := range map[string]string{
		"loops in loops":              `"resources": [{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "c", "properties": ` + loops + `}]`,
		"loops in loops of variables": `"resources": [{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "c", "properties": "[variables('v')]"}], "variables": {"v": ` + loops + `}`,
		"a function that calls itself": `"languageVersion": "2.0", "resources": {"c": {"type": "a.b/c", "apiVersion": "2020-01-01", "name": "[u.f()]"}},
			"functions": [{"namespace": "u", "members": {"f": {"parameters": [], "output": {"type": "string", "value": "[concat(u.f(), u.f())]"}}}}]`,
		"many bodies of much work": `"resources": [{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "[concat('c', copyIndex())]", "copy": {"name": "cs", "count": 800},
			"properties": {"copy": [{"name": "l", "count": 800, "input": {"copy": [{"name": "m", "count": 20, "input": "[length(string(range(copyIndex('m'), 2)))]"}]}}]}}]`,
		"definitions in a circle": `"languageVersion": "2.0", "resources": {}, "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
			"parameters": {"p": {"$ref": "#/definitions/a", "defaultValue": "x"}}`,
		"variables that double": `"resources": [{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "c", "properties": "[variables('v60')]"}], "variables": {"v0": "x", ` +
			doubling(60) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := expandText(withMembers(text)); err == nil {
				t.Error("it is taken")
			}
		})
	}
}

// doubling are variables of which each has twice the one before.
func doubling(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"v%d": ["[variables('v%d')]", "[variables('v%d')]"]`, i+1, i, i)
	}
	return strings.Join(all, ", ")
}
