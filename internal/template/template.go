package template

import (
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// Template is a template that has been read. It is never changed and may be
// expanded several times at once.
type Template struct {
	node     *source.Node
	version2 bool // languageVersion 2.0
	symbolic bool // resources are named by symbols

	definitions map[string]*typeDefinition // by their folded names
	parameters  []*parameter
	variables   *variables
	functions   map[string]*userFunction // by their folded names, "namespace.member"
	resources   []*declaration
	outputs     []*declaredOutput

	// expressions are those of the template by their texts.
	expressions map[string]*parsed
}

// parsed is an expression and what is asked of it again and again.
type parsed struct {
	*expression.Expression
	asks bool // it asks what only a running deployment knows
}

// MaxBytes is how large a template may be.
const MaxBytes = 4 << 20

// Parse reads a template's text. Its errors are of type *Error.
func Parse(text []byte) (*Template, error) {
	n, err := source.Read(text, source.Limits{Bytes: MaxBytes})
	if err != nil {
		return nil, misread(err)
	}
	return Read(n)
}

// Document is the template as it was read, as a tree of package document.
func (t *Template) Document() map[string]any {
	tree, _ := t.node.Tree().(map[string]any)
	return tree
}

// fold makes names that differ only by case the same.
func fold(name string) string { return document.Fold(name) }
