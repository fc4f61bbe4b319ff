package template

import (
	"github.com/azimuthid/azimuth/internal/template/source"
)

// maxParameters is how many parameters a template may have.
const maxParameters = 256

// parameter is a parameter that a template declares.
type parameter struct {
	name string
	node *source.Node
	of   *typeDefinition
	// byDefault is its default value, or nil.
	byDefault *source.Node
}

func (t *Template) readParameters(n *source.Node) error {
	parameters, err := object(n, "parameters")
	if err != nil {
		return err
	}
	if count := len(parameters.Children()); count > maxParameters {
		return invalid(parameters, "The number of template parameters limit exceeded. Limit: '%d' and actual: '%d'. %s", maxParameters, count, seeParameters)
	}
	for _, m := range parameters.Children() {
		p, err := t.readParameter(m)
		if err != nil {
			return err
		}
		t.parameters = append(t.parameters, p)
	}
	return nil
}

func (t *Template) readParameter(m *source.Node) (*parameter, error) {
	if err := parameterShape.check(m); err != nil {
		return nil, err
	}
	of, err := readType(m, true)
	if err != nil {
		return nil, err
	}
	p := &parameter{name: m.Name(), node: m, of: of, byDefault: m.Get("defaultValue")}
	return p, t.parse(p.byDefault, inDefault, p.invalidAt)
}

// invalidAt is what is wrong with the parameter's default value.
func (p *parameter) invalidAt(at *source.Node, reason string) *Error {
	return invalid(at, "The template resource '%s' at line '%d' and column '%d' is not valid: %s. %s",
		p.name, p.node.Line, p.node.Column, reason, seeFunctions)
}

// Parameters are the values that a deployment is given, as written in its body or
// in a parameter file.
type Parameters struct {
	given []given
}

// given is one value: its own, or where in a key vault it is.
type given struct {
	name      string
	node      *source.Node
	value     *source.Node // nil where it has none, which is as good as null
	reference *source.Node // nil where it is no secret of a key vault
}

// ParseParameters reads a parameter file ("$schema", "contentVersion",
// "parameters") or the bare object of parameters. Its errors are of type *Error.
func ParseParameters(text []byte) (*Parameters, error) {
	n, err := source.Read(text, source.Limits{Bytes: MaxBytes})
	if err != nil {
		return nil, misread(err)
	}
	return ReadParameters(n)
}

// ReadParameters reads parameters from where they stand in a larger text.
func ReadParameters(n *source.Node) (*Parameters, error) {
	p := &Parameters{}
	if n.IsNull() {
		return p, nil
	}
	if err := deploymentParameterShape.object(n); err != nil {
		return nil, err
	}
	if inner := n.Get("parameters"); inner.IsObject() && (n.Get("$schema") != nil || n.Get("contentVersion") != nil) {
		n = inner
	}
	for _, m := range n.Children() {
		if err := deploymentParameterShape.check(m); err != nil {
			return nil, err
		}
		p.given = append(p.given, given{m.Name(), m, present(m, "value"), present(m, "reference")})
	}
	return p, nil
}

// Names are the parameters that have been given, in their order.
func (p *Parameters) Names() []string {
	var names []string
	if p != nil {
		for _, g := range p.given {
			names = append(names, g.name)
		}
	}
	return names
}

// Document is the parameters as they were read, as a tree of package document.
func (p *Parameters) Document() map[string]any {
	tree := make(map[string]any)
	if p != nil {
		for _, g := range p.given {
			tree[g.name] = g.node.Tree()
		}
	}
	return tree
}
