package template

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// Read reads a template from where it stands in a larger text, such as the body
// of a request: errors then name places of that text. They are of type *Error.
func Read(n *source.Node) (*Template, error) {
	t := &Template{node: n, expressions: make(map[string]*parsed)}
	if err := templateShape.check(n); err != nil {
		return nil, err
	}
	for _, member := range []string{"$schema", "contentVersion", "resources"} {
		if err := required(n, member); err != nil {
			return nil, err
		}
	}
	for _, read := range []func(*source.Node) error{
		t.readHead, t.readDefinitions, t.readParameters, t.readFunctions, t.readVariables, t.readResources, t.readOutputs,
	} {
		if err := read(n); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// schemaVersions are those that the $schema of a template may have. Azure looks
// at nothing else of it: even the schema of a parameter file will do.
var schemaVersions = []string{"2014-04-01-preview", "2015-01-01", "2018-05-01", "2019-04-01", "2019-08-01"}

func isSchema(schema string) bool {
	for _, segment := range strings.Split(schema, "/") {
		if slices.Contains(schemaVersions, segment) {
			return true
		}
	}
	return false
}

func (t *Template) readHead(n *source.Node) error {
	schema, err := text(n, "$schema")
	if err != nil {
		return err
	}
	if !isSchema(schema) {
		return invalid(n.Get("$schema"), "Template schema '%s' is not supported. Supported versions are '%s'. %s",
			schema, strings.Join(schemaVersions, ","), seeTemplate)
	}
	version, err := text(n, "contentVersion")
	if err != nil {
		return err
	}
	if !isContentVersion(version) {
		return invalid(n.Get("contentVersion"), "The template content version '%s' is not valid: it must have the form '1.0.0.0'. %s", version, seeTemplate)
	}
	if asserts := present(n, "asserts"); len(asserts.Children()) > 0 {
		return invalid(asserts, "Assertions are not supported. %s", seeTemplate)
	}
	language, err := text(n, "languageVersion")
	if err != nil {
		return err
	}
	switch language {
	case "", "1.0":
	case "2.0", "2.1-experimental", "2.2-experimental", "1.9-experimental", "1.10-experimental":
		t.version2 = true
	default:
		return invalid(n.Get("languageVersion"), "The template language version '%s' is not supported. %s", language, seeTemplate)
	}
	return nil
}

// isContentVersion accepts up to four numbers with points between them.
func isContentVersion(s string) bool {
	parts := strings.Split(s, ".")
	for _, part := range parts {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return len(parts) >= 2 && len(parts) <= 4
}

func (t *Template) readDefinitions(n *source.Node) error {
	definitions, err := object(n, "definitions")
	if err != nil {
		return err
	}
	t.definitions = make(map[string]*typeDefinition)
	for _, m := range definitions.Children() {
		d, err := readNested(m)
		if err != nil {
			return err
		}
		t.definitions[fold(m.Name())] = d
	}
	return nil
}

// place is where in a template an expression stands, which says what it may call.
type place struct {
	parameters bool // parameters()
	variables  bool // variables()
	runtime    bool // reference(), references() and the list functions
	fresh      bool // utcNow() and newGuid()
}

// The places of a template.
var (
	inDefault  = place{parameters: true, fresh: true}
	inVariable = place{parameters: true, variables: true}
	inFunction = place{parameters: true}
	inHead     = place{parameters: true, variables: true} // what must be known to plan: name, condition, copy, ...
	inBody     = place{parameters: true, variables: true, runtime: true}
)

func (p place) allows(function string) bool {
	switch {
	case function == "variables":
		return p.variables
	case function == "utcNow", function == "newGuid":
		return p.fresh
	case asksRuntime(function):
		return p.runtime
	}
	return true
}

// asksRuntime reports whether a function's value is known only at run time.
func asksRuntime(function string) bool {
	return function == "reference" || function == "references" || isList(function)
}

// isList reports whether a function is one of list*().
func isList(function string) bool {
	return len(function) > len("list") && strings.EqualFold(function[:len("list")], "list")
}

// parse reads all expressions of a node and beneath it; with makes the error of
// one that is wrong or may not stand there.
func (t *Template) parse(n *source.Node, p place, with func(at *source.Node, reason string) *Error) error {
	if n == nil {
		return nil
	}
	if s, ok := n.Text(); ok {
		if reason := t.parseText(s, p); reason != "" {
			return with(n, reason)
		}
	}
	for _, child := range n.Children() {
		if n.IsObject() {
			if reason := t.parseText(child.Name(), p); reason != "" {
				return with(child, reason)
			}
		}
		if err := t.parse(child, p, with); err != nil {
			return err
		}
	}
	return nil
}

// parseText is parse for one string. It gives what is wrong, or "".
func (t *Template) parseText(s string, p place) string {
	inner, ok := expression.IsExpression(s)
	if !ok {
		return ""
	}
	e := t.expressions[s]
	if e == nil {
		read, err := newParsed(inner)
		if err != nil {
			return err.Error()
		}
		e = read
		t.expressions[s] = e
	}
	for _, call := range expression.Calls(e.Expression) {
		if !p.allows(call.Name) {
			return "The template function '" + call.Name + "' is not expected at this location. " + seeFunctions
		}
	}
	return ""
}

func newParsed(inner string) (*parsed, error) {
	e, err := expression.Parse(inner)
	if err != nil {
		return nil, err
	}
	if err := expression.Check(e); err != nil {
		return nil, err
	}
	p := &parsed{Expression: e}
	for _, call := range expression.Calls(e) {
		p.asks = p.asks || asksRuntime(call.Name)
	}
	return p, nil
}
