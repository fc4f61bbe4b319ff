package template

import (
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// settle finds every parameter's value, given or by default.
func (w *world) settle() error {
	given, err := w.given()
	if err != nil {
		return err
	}
	w.entries = given
	for _, p := range w.t.parameters {
		if _, err := w.argument(p.name); err != nil {
			return err
		}
	}
	w.defaulting = nil
	return nil
}

// given are the values that the deployment gives, by their folded names.
func (w *world) given() (map[string]given, error) {
	found := make(map[string]given)
	if w.d.Parameters == nil {
		return found, nil
	}
	var extra []string
	for _, g := range w.d.Parameters.given {
		if w.t.parameter(g.name) == nil {
			extra = append(extra, g.name)
		}
		found[fold(g.name)] = g
	}
	if extra == nil {
		return found, nil
	}
	names := make([]string, len(w.t.parameters))
	for i, p := range w.t.parameters {
		names[i] = p.name
	}
	return nil, invalid(nil, "The template parameters '%s' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '%s'. %s",
		strings.Join(extra, ", "), strings.Join(names, ", "), seePassing)
}

func (t *Template) parameter(name string) *parameter {
	for _, p := range t.parameters {
		if strings.EqualFold(p.name, name) {
			return p
		}
	}
	return nil
}

// argument is the value of a parameter. While the parameters are being settled
// it works out defaults, which may use other parameters.
func (w *world) argument(name string) (any, error) {
	if v, ok := w.arguments[fold(name)]; ok {
		return v, nil
	}
	p := w.t.parameter(name)
	if p == nil {
		return nil, function.Errorf("The template parameter '%s' is not found. %s", name, seeParameters)
	}
	if w.defaulting[p] {
		return nil, invalid(p.node, "The template parameter '%s' at line '%d' and column '%d' has a default value that depends on itself. %s",
			p.name, p.node.Line, p.node.Column, seeParameters)
	}
	w.defaulting[p] = true
	defer delete(w.defaulting, p)
	v, err := w.provide(p)
	if err != nil {
		return nil, err
	}
	w.arguments[fold(p.name)] = v
	return v, nil
}

// provide is a parameter's value, found and checked.
func (w *world) provide(p *parameter) (any, error) {
	g, isGiven := w.entries[fold(p.name)]
	v, from, err := w.found(p, g, isGiven)
	if err != nil {
		return nil, err
	}
	if v == nil && from == nil { // nothing said, and null will do
		return nil, nil
	}
	s := subject{what: "template parameter", path: p.name, hidden: p.of.kind.secure()}
	if !w.t.version2 {
		s.at = fmt.Sprintf(" at line '%d' and column '%d'", p.node.Line, p.node.Column)
	}
	if err := w.t.conform(p.of, v, s); err != nil {
		if e, ok := errors.AsType[*Error](err); ok && e.Path == "" {
			e.place(p.node)
		}
		return nil, err
	}
	return v, nil
}

// found is a parameter's value and the node that it comes from, which is nil
// where nothing gives one and null is allowed.
func (w *world) found(p *parameter, g given, isGiven bool) (any, *source.Node, error) {
	full, err := w.t.resolve(p.of)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case isGiven && g.reference != nil:
		secret, err := w.secret(p, g)
		return secret, g.reference, err
	case isGiven && g.value != nil:
		return g.value.Value(), g.value, nil
	case isGiven && full.nullable:
		return nil, nil, nil
	case isGiven:
		e := &Error{
			Code:    "InvalidDeploymentParameterValue",
			Message: fmt.Sprintf("The value of deployment parameter '%s' is null. Please specify the value or use the parameter reference. See https://aka.ms/arm-create-parameter-file for details.", p.name),
		}
		return nil, nil, e.at(g.node)
	case p.byDefault != nil && !p.byDefault.IsNull():
		s := w.scope(inDefault)
		v, err := s.value(p.byDefault)
		return v, p.byDefault, because(err, func(reason string) *Error { return p.invalidAt(p.byDefault, reason) })
	case full.nullable:
		return nil, nil, nil
	}
	return nil, nil, invalid(p.node, "The value for the template parameter '%s' at line '%d' and column '%d' is not provided. %s",
		p.name, p.node.Line, p.node.Column, seeParameterFile)
}

// secret reads a parameter's value from the key vault that it refers to.
func (w *world) secret(p *parameter, g given) (any, error) {
	fail := func(format string, args ...any) error {
		e := &Error{Code: "KeyVaultParameterReferenceSecretRetrieveFailed", Message: fmt.Sprintf(format, args...)}
		return e.at(g.reference)
	}
	vault, _ := g.reference.Get("keyVault").Get("id").Text()
	name, _ := g.reference.Get("secretName").Text()
	version, _ := g.reference.Get("secretVersion").Text()
	if vault == "" || name == "" {
		return nil, fail("The reference of the parameter '%s' is not valid: 'keyVault.id' and 'secretName' are required.", p.name)
	}
	if w.d.Secrets == nil {
		return nil, fail("The secret '%s' of the key vault '%s' that the parameter '%s' refers to can not be retrieved: key vaults are not supported here. Give the value itself.", name, vault, p.name)
	}
	secret, err := w.d.Secrets.Secret(vault, name, version)
	if err != nil {
		return nil, fail("The secret '%s' of the key vault '%s' that the parameter '%s' refers to can not be retrieved: %s", name, vault, p.name, err)
	}
	return secret, nil
}

// shown are the parameters as a deployment shows them, or nil where the template
// does not speak of any.
func (w *world) shown() map[string]any {
	if w.t.node.Get("parameters") == nil {
		return nil
	}
	all := make(map[string]any, len(w.t.parameters))
	for _, p := range w.t.parameters {
		of, err := w.t.resolve(p.of)
		if err != nil {
			of = p.of
		}
		entry := map[string]any{"type": string(of.shownKind())}
		if !of.kind.secure() {
			entry["value"] = value.Tree(w.arguments[fold(p.name)])
		}
		all[p.name] = entry
	}
	return all
}

// shownKind is the kind that is shown of a value; of one that names none, what
// it is made of.
func (d *typeDefinition) shownKind() kind {
	if d.kind != kindAny {
		return d.kind
	}
	if d.items != nil || d.prefix != nil {
		return kindArray
	}
	return kindObject
}
