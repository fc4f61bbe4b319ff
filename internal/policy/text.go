package policy

import (
	"errors"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// dialect are the functions that rules have and templates do not (Microsoft,
// "Azure Policy definition structure policy rule", policy functions).
var dialect = expression.Dialect{
	"adddays":         {Name: "addDays", Min: 2, Max: 2, Does: addDays},
	"current":         {Name: "current", Min: 0, Max: 1},
	"field":           {Name: "field", Min: 1, Max: 1},
	"iprangecontains": {Name: "ipRangeContains", Min: 2, Max: 2, Does: ipRangeContains},
	"policy":          {Name: "policy", Min: 0, Max: 0},
	"requestcontext":  {Name: "requestContext", Min: 0, Max: 0},
}

// foreign are the functions of templates that rules do not have.
var foreign = []string{
	"copyIndex", "dateTimeAdd", "dateTimeFromEpoch", "dateTimeToEpoch", "deployer", "deployment", "environment", "extensionResourceId", "extensions",
	"externalInput", "filter", "groupBy", "lambda", "lambdaVariables", "managementGroup", "managementGroupResourceId", "map", "mapValues", "newGuid",
	"pickZones", "providers", "reduce", "reference", "references", "resourceId", "resourceInfo", "sort", "subscriptionResourceId", "tenant",
	"tenantResourceId", "toLogicalZone", "toLogicalZones", "toObject", "toPhysicalZone", "toPhysicalZones", "variables",
}

// phrase is a value of a rule: a constant, or what an expression in it gives.
type phrase struct {
	constant any
	parsed   *expression.Expression // nil for a constant
	elements []phrase               // of an array with expressions in it
	members  []member               // of an object likewise
}

type member struct {
	name   phrase
	phrase phrase
}

// phrase reads a value.
func (r *reader) phrase(path string, given any) (phrase, error) {
	switch v := given.(type) {
	case string:
		inner, ok := expression.IsExpression(v)
		if !ok {
			return phrase{constant: expression.Literal(v)}, nil
		}
		parsed, err := dialect.Parse(inner)
		if err == nil {
			err = expression.Check(parsed)
		}
		if wrong, ok := errors.AsType[*expression.Error](err); ok {
			return phrase{}, invalid(path, "%s", wrong.Message)
		}
		return phrase{parsed: parsed}, r.calls(path, parsed)
	case []any:
		p := phrase{elements: make([]phrase, len(v))}
		for i, element := range v {
			var err error
			if p.elements[i], err = r.phrase(at(path, i), element); err != nil {
				return p, err
			}
		}
		return p, nil
	case map[string]any:
		p := phrase{members: make([]member, 0, len(v))}
		for _, m := range sorted(v) {
			one, err := r.member(path, m, v[m])
			if err != nil {
				return p, err
			}
			p.members = append(p.members, one)
		}
		return p, nil
	}
	return phrase{constant: value.Of(given)}, nil
}

// member reads a member of an object, whose name may be an expression too.
func (r *reader) member(path, name string, given any) (m member, err error) {
	if m.name, err = r.phrase(path, name); err != nil {
		return m, err
	}
	m.phrase, err = r.phrase(join(path, name), given)
	return m, err
}

// calls checks the functions that an expression calls.
func (r *reader) calls(path string, e *expression.Expression) error {
	for _, c := range expression.Calls(e) {
		name := strings.ToLower(c.Name)
		isForeign := slices.ContainsFunc(foreign, func(f string) bool { return strings.EqualFold(f, name) })
		if isForeign || strings.HasPrefix(name, "list") || strings.Contains(name, ".") {
			return invalid(path, "the function '%s' is not one of those that policy rules have.", c.Name)
		}
		constant := ""
		if len(c.Args) > 0 {
			v, _ := c.Args[0].Constant()
			constant, _ = v.(string)
		}
		switch {
		case constant == "":
		case name == "parameters" && !slices.ContainsFunc(r.parameters, Parameter{Name: constant}.named):
			return invalid(path, "the parameter '%s' is not defined in the policy definition.", constant)
		case name == "field":
			if _, err := parseField(constant); err != nil {
				return invalid(path, "%s", err.Error())
			}
		case name == "current" && !slices.ContainsFunc(r.counted, func(c string) bool { return throughOf(constant, c) }):
			return invalid(path, "the function 'current' asks for '%s', and no 'count' around it goes through that.", constant)
		}
		if name == "current" && len(r.counted) == 0 {
			return invalid(path, "the function 'current' stands in no 'count'.")
		}
	}
	return nil
}

// throughOf reports whether current() with a name asks for the element of a count,
// or for a part of it.
func throughOf(name, counted string) bool {
	rest, ok := cutFold(name, counted)
	return ok && (rest == "" || strings.HasSuffix(counted, "[*]") && (rest[0] == '.' || rest[0] == '['))
}

// value is what a phrase gives for a subject.
func (p phrase) value(s *scope) (any, error) {
	switch {
	case p.parsed != nil:
		return p.parsed.EvalWithin(s, s.steps)
	case p.elements != nil:
		all := make([]any, len(p.elements))
		for i, element := range p.elements {
			var err error
			if all[i], err = element.value(s); err != nil {
				return nil, err
			}
		}
		return all, nil
	case p.members != nil:
		all := value.NewObject()
		for _, m := range p.members {
			name, v, err := m.value(s)
			if err != nil {
				return nil, err
			}
			all.Set(name, v)
		}
		return all, nil
	}
	return p.constant, nil
}

// value is what a member gives, with its name.
func (m member) value(s *scope) (name string, v any, err error) {
	called, err := m.name.value(s)
	if err != nil {
		return "", nil, err
	}
	v, err = m.phrase.value(s)
	return text(called), v, err
}

// isConstant reports whether a phrase gives the same everywhere.
func (p phrase) isConstant() bool { return p.parsed == nil && p.elements == nil && p.members == nil }
