package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// maxCallDepth is how deeply a template's own functions may call each other.
const maxCallDepth = 64

// userFunction is a function that a template defines: namespace.member.
type userFunction struct {
	name   string
	node   *source.Node
	inputs []*userInput
	output *source.Node // its value
	of     *typeDefinition
}

type userInput struct {
	name string
	of   *typeDefinition
}

func (t *Template) readFunctions(n *source.Node) error {
	t.functions = make(map[string]*userFunction)
	namespaces, err := array(n, "functions")
	if err != nil {
		return err
	}
	for _, m := range namespaces.Children() {
		if err := namespaceShape.check(m); err != nil {
			return err
		}
		if err := required(m, "namespace"); err != nil {
			return err
		}
		namespace, err := text(m, "namespace")
		if err != nil {
			return err
		}
		members, err := object(m, "members")
		if err != nil {
			return err
		}
		for _, member := range members.Children() {
			f, err := t.readFunction(namespace+"."+member.Name(), member)
			if err != nil {
				return err
			}
			t.functions[fold(f.name)] = f
		}
	}
	return nil
}

func (t *Template) readFunction(name string, m *source.Node) (*userFunction, error) {
	if err := functionShape.check(m); err != nil {
		return nil, err
	}
	f := &userFunction{name: name, node: m}
	inputs, err := array(m, "parameters")
	if err != nil {
		return nil, err
	}
	for _, in := range inputs.Children() {
		if err := functionInputShape.check(in); err != nil {
			return nil, err
		}
		if err := required(in, "name"); err != nil {
			return nil, err
		}
		inputName, err := text(in, "name")
		if err != nil {
			return nil, err
		}
		of, err := readType(in, true)
		if err != nil {
			return nil, err
		}
		f.inputs = append(f.inputs, &userInput{inputName, of})
	}
	if err := required(m, "output"); err != nil {
		return nil, err
	}
	output := m.Get("output")
	if err := functionOutputShape.check(output); err != nil {
		return nil, err
	}
	if f.of, err = readType(output, true); err != nil {
		return nil, err
	}
	if f.output = output.Get("value"); f.output == nil {
		return nil, required(output, "value")
	}
	return f, t.parse(f.output, inFunction, func(at *source.Node, reason string) *Error {
		return invalid(at, "The template function '%s' at line '%d' and column '%d' is not valid: %s. %s", name, m.Line, m.Column, reason, seeUserFunctions)
	})
}

// callUser evaluates one of the template's own functions.
func (s *scope) callUser(name string, args []any) (any, bool, error) {
	f := s.t.functions[fold(name)]
	if f == nil {
		return nil, true, function.Errorf("The template function '%s' is not found. %s", name, seeUserFunctions)
	}
	if s.own != nil && !s.t.version2 {
		return nil, true, notExpected(name)
	}
	if s.depth >= maxCallDepth {
		return nil, true, function.Errorf("The template function '%s' calls functions that call each other more than '%d' deep. %s", name, maxCallDepth, seeUserFunctions)
	}
	own, err := s.bind(f, args)
	if err != nil {
		return nil, true, err
	}
	inner := &scope{world: s.world, place: inFunction, own: own, depth: s.depth + 1, work: s.work}
	v, err := inner.value(f.output)
	if err != nil {
		return nil, true, err
	}
	if err := s.t.conform(f.of, v, subject{what: "template function output", path: f.name}); err != nil {
		return nil, true, err
	}
	return v, true, nil
}

func (s *scope) bind(f *userFunction, args []any) (*value.Object, error) {
	needed := len(f.inputs)
	for needed > len(args) && needed > 0 && f.inputs[needed-1].of.nullable {
		needed--
	}
	if len(args) < needed || len(args) > len(f.inputs) {
		names := make([]string, len(f.inputs))
		for i, in := range f.inputs {
			names[i] = in.name
		}
		return nil, function.Errorf("The template function '%s' expects '%d' arguments ('%s'), but '%d' are given. %s",
			f.name, len(f.inputs), strings.Join(names, ", "), len(args), seeUserFunctions)
	}
	own := value.NewObject()
	for i, in := range f.inputs {
		if i >= len(args) {
			own.Set(in.name, nil)
			continue
		}
		if err := s.t.conform(in.of, args[i], subject{what: "template function '" + f.name + "' parameter", path: in.name}); err != nil {
			return nil, err
		}
		own.Set(in.name, args[i])
	}
	return own, nil
}
