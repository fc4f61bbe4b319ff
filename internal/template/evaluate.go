package template

import (
	"errors"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// value is a node with all expressions in it evaluated and all property loops run.
// A scope without a runtime leaves expressions that need one as they stand.
func (s *scope) value(n *source.Node) (any, error) {
	if err := s.spend(nil); err != nil {
		return nil, &evaluationError{n, err}
	}
	switch {
	case n.IsObject():
		return s.object(n)
	case n.IsArray():
		elements := make([]any, 0, len(n.Children()))
		for _, child := range n.Children() {
			v, err := s.value(child)
			if err != nil {
				return nil, err
			}
			elements = append(elements, v)
		}
		return elements, nil
	}
	if text, ok := n.Text(); ok {
		return s.text(n, text)
	}
	return n.Value(), nil
}

func (s *scope) object(n *source.Node) (any, error) {
	o := value.NewObject()
	for _, m := range n.Children() {
		if isPropertyCopy(m) {
			if err := s.repeatInto(o, m); err != nil {
				return nil, err
			}
			continue
		}
		name, err := s.memberName(m)
		if err != nil {
			return nil, err
		}
		v, err := s.value(m)
		if err != nil {
			return nil, err
		}
		o.Set(name, v)
	}
	return o, nil
}

func (s *scope) repeatInto(o *value.Object, loops *source.Node) error {
	for _, item := range loops.Children() {
		name, ok := item.Get("name").Text()
		if !ok {
			return notText(item.Get("name"))
		}
		v, err := s.repeat(item)
		if unknown(err) && s.rt == nil {
			v, err = item.Value(), nil
		}
		if err != nil {
			return err
		}
		o.Set(name, v)
	}
	return nil
}

// memberName is a member's name, which may be an expression too.
func (s *scope) memberName(m *source.Node) (string, error) {
	v, err := s.text(m, m.Name())
	if err != nil {
		return "", err
	}
	name, ok := v.(string)
	if !ok {
		return "", &evaluationError{m, function.Errorf("The expression '%s' of a property's name must give a string, but gives a value of type '%s'. %s", m.Name(), value.TypeName(v), seeFunctions)}
	}
	return name, nil
}

// text is what a string of a template stands for.
func (s *scope) text(n *source.Node, text string) (any, error) {
	inner, ok := expression.IsExpression(text)
	if !ok {
		return expression.Literal(text), nil
	}
	e := s.t.expressions[text]
	if e == nil { // a part of a template that was not checked when it was read
		var err error
		if e, err = newParsed(inner); err != nil {
			return nil, &evaluationError{n, err}
		}
	}
	if e.asks && s.implied != nil {
		s.implied.note(s, n, e)
	}
	v, err := e.Eval(s)
	if err == nil {
		err = s.spend(v)
	}
	switch {
	case err == nil:
		return v, nil
	case unknown(err) && s.rt == nil && s.place.runtime:
		s.leave()
		return text, nil
	case unknown(err):
		return nil, err
	}
	if _, asked := errors.AsType[*runtimeError](err); asked {
		return nil, err
	}
	if whole, ok := errors.AsType[*Error](err); ok {
		if whole.Line == 0 {
			whole.place(n)
		}
		return nil, whole
	}
	return nil, &evaluationError{n, err}
}
