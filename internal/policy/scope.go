package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// Subject is a resource that is judged, and what a rule can ask about beside it.
type Subject struct {
	// Resource is what a client reads: id, name, type, location, properties and so on.
	Resource *value.Object
	// APIVersion is that of the request that writes it, or the newest.
	APIVersion string
	// Subscription and ResourceGroup are what the functions of that name return;
	// nil where the resource stands in none.
	Subscription, ResourceGroup *value.Object
	Now                         time.Time
}

// Assigned is an assignment of a definition, as far as rules ask about it.
type Assigned struct {
	Parameters   *value.Object // by Bind
	AssignmentID string
	DefinitionID string
}

// scope is one judgement: what a rule and its expressions see.
type scope struct {
	Subject
	Assigned
	// asked is the resource about which the function field() asks where that is another
	// one than conditions look at: the one that is judged, in what is demanded of a
	// related one. nil for the same.
	asked *value.Object
	// applies asks whether the rule is about the resource at all, by its type alone
	// unless named.
	applies, named bool
	bound          *bound
	// steps is what the judgement has cost so far, in the measure of expressions.
	steps *int
}

// bound is the element that a count looks at, and those of the counts around it.
type bound struct {
	name    string
	element any
	outer   *bound
}

// perLook is what it costs to look at an element or a field.
const perLook = 20

func (s *scope) spend() error {
	if *s.steps += perLook; *s.steps > expression.MaxSteps {
		return function.Errorf("The rule takes more steps than the limit of '%d'.", expression.MaxSteps)
	}
	return nil
}

// counts reports whether a comparison has a say in whether the rule is about the resource.
func (s *scope) counts(decides string) bool {
	return decides == "type" || s.named && decides != ""
}

// field is what a field of the resource has: of the element that a count looks
// at, where the field goes through that.
func (s *scope) field(name string, known field) ([]any, error) {
	if known.path == nil {
		var err error
		if known, err = parseField(name); err != nil {
			return nil, function.Errorf("The field '%s' is invalid: %s", name, err.Error())
		}
	}
	for b := s.bound; b != nil; b = b.outer {
		if rest, ok := cutFold(name, b.name); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') && strings.HasSuffix(b.name, "[*]") {
			path, ok := segments("x" + rest)
			if !ok {
				return nil, function.Errorf("The field '%s' is invalid.", name)
			}
			return s.found(follow(b.element, path[1:], true))
		}
	}
	return s.found(known.from(s.Resource, name))
}

// found counts what was found.
func (s *scope) found(values []any) ([]any, error) {
	*s.steps += len(values)
	return values, s.spend()
}

func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// Call answers the functions that depend on the resource and the assignment.
func (s *scope) Call(name string, args []any) (any, bool, error) {
	switch name {
	case "parameters":
		v, ok := s.Parameters.Get(text(args[0]))
		if !ok {
			return nil, true, function.Errorf("The policy parameter '%s' is not defined.", text(args[0]))
		}
		return v, true, nil
	case "field":
		v, err := s.ofAsked().fieldValue(text(args[0]))
		return v, true, err
	case "current":
		v, err := s.current(args)
		return v, true, err
	case "requestContext":
		return value.NewObject(value.Member{Name: "apiVersion", Value: s.APIVersion}), true, nil
	case "policy":
		return value.NewObject(
			value.Member{Name: "assignmentId", Value: s.AssignmentID}, value.Member{Name: "definitionId", Value: s.DefinitionID},
			value.Member{Name: "setDefinitionId", Value: ""}, value.Member{Name: "definitionReferenceId", Value: ""},
		), true, nil
	case "subscription":
		return given(s.Subscription, name)
	case "resourceGroup":
		return given(s.ResourceGroup, name)
	case "utcNow":
		format := "yyyy-MM-ddTHH:mm:ss.fffffffZ"
		if len(args) > 0 {
			format = text(args[0])
		}
		now, err := function.Now(s.Now, format)
		return now, true, err
	}
	return nil, false, nil
}

// ofAsked is the scope in which the function field() looks.
func (s *scope) ofAsked() *scope {
	if s.asked == nil {
		return s
	}
	inner := *s
	inner.Resource = s.asked
	return &inner
}

func given(v *value.Object, name string) (any, bool, error) {
	if v == nil {
		return nil, true, function.Errorf("The function '%s' cannot be used for this resource: it stands in none.", name)
	}
	return v, true, nil
}

// fieldValue is what field() returns: null for what is not there, and an array
// for a field that goes through one.
func (s *scope) fieldValue(name string) (any, error) {
	known, err := parseField(name)
	if err != nil {
		return nil, function.Errorf("The field '%s' is invalid: %s", name, err.Error())
	}
	found, err := s.field(name, known)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(known.path, "*") && s.bound == nil:
		return found, nil
	case isAbsent(found):
		return nil, nil
	case len(found) == 1:
		return found[0], nil
	}
	return found, nil
}

// current is what current() returns: the element at which a count is, or a part of it.
func (s *scope) current(args []any) (any, error) {
	name := ""
	if len(args) > 0 {
		name = text(args[0])
	}
	for b := s.bound; b != nil; b = b.outer {
		rest, ok := cutFold(name, b.name)
		switch {
		case name == "" || ok && rest == "":
			return b.element, nil
		case ok && strings.HasSuffix(b.name, "[*]"):
			return s.fieldValue(name)
		}
	}
	return nil, function.Errorf("The function 'current' asks for '%s', and no count goes through that.", name)
}
