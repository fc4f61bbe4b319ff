package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// Parameter is what a definition lets its assignments choose.
type Parameter struct {
	Name string
	Type string // in Azure's case: String, Array, Object, Boolean, Integer, Float or DateTime
	// Allowed are the values that it may have; nil for any.
	Allowed []any
	Default any
	// Optional parameters have a Default, which may be null.
	Optional bool
}

var (
	parameterTypes = []string{"String", "Array", "Object", "Boolean", "Integer", "Float", "DateTime"}
	dateTime       = lazy.NewPattern(`^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?([Zz]|[+-]\d\d:\d\d)?)?$`)
)

// readParameters reads the parameters of a definition, in the order of their names.
func readParameters(given any) ([]Parameter, error) {
	if given == nil {
		return nil, nil
	}
	object, ok := given.(map[string]any)
	if !ok {
		return nil, errorf(invalidParameters, "The 'parameters' of the policy definition are no object.")
	}
	if len(object) > maxParameters {
		return nil, errorf(invalidParameters, "The policy definition has %d parameters, which is more than the limit of %d.", len(object), maxParameters)
	}
	var all []Parameter
	for _, name := range slices.Sorted(maps.Keys(object)) {
		p, err := readParameter(name, object[name])
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, p.named) {
			return nil, errorf(invalidParameters, "The policy definition has two parameters '%s', whose names differ by case alone.", name)
		}
		all = append(all, p)
	}
	return all, nil
}

func (p Parameter) named(other Parameter) bool { return strings.EqualFold(p.Name, other.Name) }

func readParameter(name string, given any) (Parameter, error) {
	p := Parameter{Name: name}
	object, ok := given.(map[string]any)
	if !ok {
		return p, errorf(invalidParameters, "The parameter '%s' of the policy definition is no object.", name)
	}
	for member := range object {
		if known := []string{"type", "metadata", "allowedValues", "defaultValue", "schema"}; !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, member) }) {
			return p, errorf(invalidParameters, "The parameter '%s' of the policy definition has a member '%s', which parameters do not have.", name, member)
		}
	}
	kind := document.String(object, "type")
	i := slices.IndexFunc(parameterTypes, func(t string) bool { return strings.EqualFold(t, kind) })
	if i < 0 {
		return p, errorf(invalidParameters, "The parameter '%s' of the policy definition has the type '%s'. The types are '%s'.", name, kind, strings.Join(parameterTypes, "', '"))
	}
	p.Type = parameterTypes[i]
	if allowed, _, ok := document.Member(object, "allowedValues"); ok && allowed != nil {
		values, isArray := allowed.([]any)
		if !isArray || len(values) == 0 {
			return p, errorf(invalidParameters, "The 'allowedValues' of the parameter '%s' are no array of values.", name)
		}
		for _, v := range values {
			p.Allowed = append(p.Allowed, value.Of(v))
		}
	}
	if given, _, ok := document.Member(object, "defaultValue"); ok {
		p.Default, p.Optional = value.Of(given), true
		if err := p.check(p.Default); err != nil {
			return p, errorf(invalidParameters, "The 'defaultValue' of the parameter '%s' is invalid: %s", name, err.Message)
		}
	}
	return p, nil
}

// check reports what is wrong with a value of the parameter.
func (p Parameter) check(v any) *Error {
	if !p.fits(v) {
		return errorf("InvalidPolicyParameterType", "The policy parameter '%s' expects a value of the type '%s', and %s is none.", p.Name, p.Type, brief(v))
	}
	if p.Allowed == nil || p.allows(v) {
		return nil
	}
	texts := make([]string, len(p.Allowed))
	for i, allowed := range p.Allowed {
		texts[i] = text(allowed)
	}
	return errorf("PolicyParameterValueNotAllowed", "The value '%s' is not allowed for policy parameter '%s' in the policy definition. The allowed values are '%s'.", text(v), p.Name, strings.Join(texts, ", "))
}

// allows reports whether a value, or each element of an array, is an allowed one.
func (p Parameter) allows(v any) bool {
	one := func(v any) bool {
		return slices.ContainsFunc(p.Allowed, func(allowed any) bool { return value.Equal(allowed, v) })
	}
	elements, isArray := v.([]any)
	return one(v) || isArray && !slices.ContainsFunc(elements, func(e any) bool { return !one(e) })
}

func (p Parameter) fits(v any) bool {
	ok := false
	switch p.Type {
	case "String":
		_, ok = v.(string)
	case "Array":
		_, ok = v.([]any)
	case "Object":
		_, ok = v.(*value.Object)
	case "Boolean":
		_, ok = v.(bool)
	case "Integer":
		_, ok = v.(int64)
	case "Float":
		switch v.(type) {
		case int64, float64, json.Number:
			ok = true
		}
	case "DateTime":
		var s string
		s, ok = v.(string)
		ok = ok && dateTime.MatchString(s)
	}
	return ok
}

// Bind is what the parameters of a definition are for an assignment that gives
// them values: {"name": {"value": ...}}. Its only error is *Error.
func (d *Definition) Bind(given any) (*value.Object, error) {
	values, ok := given.(map[string]any)
	if !ok && given != nil {
		return nil, errorf("InvalidPolicyParameters", "The 'parameters' of the policy assignment are no object.")
	}
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.ContainsFunc(d.Parameters, Parameter{Name: name}.named) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return nil, errorf("UndefinedPolicyParameter", "The policy assignment has the parameter(s) '%s' which are not defined in the policy definition.", strings.Join(unknown, ", "))
	}
	bound := value.NewObject()
	var missing []string
	for _, p := range d.Parameters {
		v, ok, err := p.given(values)
		switch {
		case err != nil:
			return nil, err
		case ok:
			bound.Set(p.Name, v)
		case p.Optional:
			bound.Set(p.Name, p.Default)
		default:
			missing = append(missing, p.Name)
		}
	}
	if len(missing) > 0 {
		return nil, errorf("MissingPolicyParameter", "The policy assignment is missing the parameter(s) '%s', which have no default value in the policy definition.", strings.Join(missing, ", "))
	}
	return bound, nil
}

// given is the value that an assignment gives the parameter; ok is false for none.
func (p Parameter) given(values map[string]any) (v any, ok bool, err error) {
	member, _, ok := document.Member(values, p.Name)
	if !ok || member == nil {
		return nil, false, nil
	}
	object, isObject := member.(map[string]any)
	given, _, ok := document.Member(object, "value")
	if !isObject || !ok {
		return nil, false, errorf(invalidParameters, "The parameter '%s' of the policy assignment is no object with a 'value'.", p.Name)
	}
	v = value.Of(given)
	if wrong := p.check(v); wrong != nil {
		return nil, false, wrong
	}
	return v, true, nil
}

// text is a value for a message or a comparison of texts.
func text(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case bool:
		if x {
			return "True"
		}
		return "False"
	}
	return value.JSON(v)
}

// brief is the beginning of a value, for a message.
func brief(v any) string {
	t := value.JSON(v)
	if len(t) > 64 {
		return fmt.Sprintf("%s...", strings.ToValidUTF8(t[:64], ""))
	}
	return t
}
