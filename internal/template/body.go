package template

import (
	"errors"
	"strconv"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// bodyShape is for the names of a body's members.
var bodyShape = shape{"TemplateResource", bodyMembers}

// Body is the resource's body as it is sent: with location, tags, properties and
// so on, without id, name, type and apiVersion. It asks the Runtime for what only
// a running deployment knows; where that is nil, expressions that need it stay as
// they are written, as Azure's what-if has it. Its errors are of type *Error, or
// what the Runtime returned.
func (r *Resource) Body(rt Runtime) (map[string]any, error) {
	if r.body != nil && (!r.Waits || rt == nil) {
		copied, _ := copyTree(r.body).(map[string]any)
		return copied, nil
	}
	s := r.inside(rt)
	body, err := r.evaluate(s)
	if err != nil {
		return nil, outward(err)
	}
	tree, _ := value.Tree(body).(map[string]any)
	return tree, nil
}

func copyTree(tree any) any {
	switch t := tree.(type) {
	case map[string]any:
		c := make(map[string]any, len(t))
		for name, member := range t {
			c[name] = copyTree(member)
		}
		return c
	case []any:
		c := make([]any, len(t))
		for i, element := range t {
			c[i] = copyTree(element)
		}
		return c
	}
	return tree
}

// foresee works out whatever of the body can be known before anything runs, and
// what the rest asks for.
func (r *Resource) foresee() error {
	found := &implied{}
	s := r.inside(nil)
	s.implied, s.waits = found, &r.Waits
	body, err := r.evaluate(s)
	if err != nil {
		return err
	}
	if found.err != nil {
		return invalid(found.at, "%s", found.err)
	}
	r.asked = found.asked
	r.body, _ = value.Tree(body).(map[string]any)
	return nil
}

// inside is the scope of the resource's body.
func (r *Resource) inside(rt Runtime) *scope {
	s := r.world.scope(inBody)
	s.loops, s.rt, s.self = r.loops, rt, r
	return s
}

// evaluate is the body in a scope.
func (r *Resource) evaluate(s *scope) (*value.Object, error) {
	body := value.NewObject()
	for _, m := range r.declared.node.Children() {
		name := bodyShape.canonical(m.Name())
		if name == "" {
			continue
		}
		v, err := r.member(s, name, m)
		if err != nil {
			return nil, because(err, r.unprocessed)
		}
		if v != nil { // "tags": "[parameters('tags')]" without a value is no tags
			body.Set(name, v)
		}
	}
	return body, nil
}

func (r *Resource) member(s *scope, name string, m *source.Node) (any, error) {
	if name == "properties" && r.IsDeployment && m.IsObject() {
		return r.deploymentProperties(s, m)
	}
	if isHead(name) {
		inner := *s
		inner.place = inHead
		s = &inner
	}
	return s.value(m)
}

// unprocessed is what is wrong with an expression of the body.
func (r *Resource) unprocessed(reason string) *Error {
	return (&Error{
		Code: invalidTemplate,
		Message: "Unable to process template language expressions for resource '" + r.ID.String() +
			"' at line '" + strconv.Itoa(r.Line) + "' and column '" + strconv.Itoa(r.Column) + "'. '" + reason + "'",
	}).at(r.declared.node)
}

// unknown reports whether an error says that a value is known only at run time.
func unknown(err error) bool { return errors.Is(err, ErrUnknownAtPlan) }
