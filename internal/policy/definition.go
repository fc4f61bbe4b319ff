package policy

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// Azure's limits (Microsoft's "Azure Policy limits").
const (
	maxParameters   = 20
	maxConditionals = 512 // within each other or side by side, in one rule
)

// Modes of definitions.
const (
	modeAll     = "All"
	modeIndexed = "Indexed"
)

// Definition is a policy definition that was read and found right.
type Definition struct {
	// Indexed definitions judge only resources that have tags and a location.
	Indexed    bool
	Parameters []Parameter
	Rule       Rule
}

// Rule is what a definition demands: where If holds, Then is to be done.
type Rule struct {
	If   Condition
	Then Then

	// named and others tell whether the condition looks at the resource's type alone,
	// at its name or kind too, and at anything else.
	named, others bool
}

// ParseDefinition reads the properties of a definition, as package document reads
// them. Its only error is *Error.
func ParseDefinition(properties map[string]any) (*Definition, error) {
	d := new(Definition)
	switch mode := document.String(properties, "mode"); {
	case strings.EqualFold(mode, modeAll):
	case mode == "", strings.EqualFold(mode, modeIndexed): // none is Indexed, as from before there were modes
		d.Indexed = true
	default:
		return nil, errorf("InvalidPolicyDefinitionMode", "The mode '%s' of the policy definition is not supported here. The supported modes are '%s' and '%s': those of resource providers, whose components are no resources, are not served.", mode, modeAll, modeIndexed)
	}
	given, _, _ := document.Member(properties, "parameters")
	var err error
	if d.Parameters, err = readParameters(given); err != nil {
		return nil, err
	}
	rule, _, _ := document.Member(properties, "policyRule")
	object, ok := rule.(map[string]any)
	if !ok {
		return nil, errorf(invalidRule, "The policy definition has no 'policyRule'.")
	}
	r := reader{parameters: d.Parameters}
	if d.Rule, err = r.rule(object); err != nil {
		return nil, err
	}
	return d, nil
}

// reader reads one rule.
type reader struct {
	parameters   []Parameter
	conditionals int
	named        bool
	others       bool
	// counted are the arrays that the counts around the present place go through,
	// in lower case, and the names of those that go through values.
	counted []string
}

func (r *reader) rule(object map[string]any) (Rule, error) {
	var rule Rule
	if err := only("", object, "if", "then"); err != nil {
		return rule, err
	}
	condition, _, ok := document.Member(object, "if")
	if !ok {
		return rule, invalid("if", "it is missing.")
	}
	var err error
	if rule.If, err = r.condition("if", condition); err != nil {
		return rule, err
	}
	rule.named, rule.others = r.named, r.others
	then, _, _ := document.Member(object, "then")
	rule.Then, err = r.then(then)
	return rule, err
}

// only refuses members that an object of the language does not have.
func only(path string, object map[string]any, names ...string) error {
	for name := range object {
		if !slices.ContainsFunc(names, func(known string) bool { return strings.EqualFold(known, name) }) {
			return invalid(join(path, name), "there is no such member here. The members are '%s'.", strings.Join(names, "', '"))
		}
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
