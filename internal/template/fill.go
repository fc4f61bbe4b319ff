package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// fill is a nested template whose expressions are evaluated in the template
// around it: a value that reads as a template again, where evaluated strings that
// look like expressions are escaped. What depends on copy loops of the nested
// template itself stays an expression, with all else in it evaluated; inner are
// those loops.
func (s *scope) fill(n *source.Node, inner *innerLoop) (any, error) {
	switch {
	case n.IsArray():
		elements := make([]any, 0, len(n.Children()))
		for _, child := range n.Children() {
			v, err := s.fill(child, inner)
			if err != nil {
				return nil, err
			}
			elements = append(elements, v)
		}
		return elements, nil
	case n.IsObject():
		return s.fillObject(n, inner)
	}
	if text, ok := n.Text(); ok {
		return s.fillText(n, text, inner)
	}
	return n.Value(), nil
}

// innerLoop is a copy loop of a nested template that an expression stands in.
type innerLoop struct {
	name     string
	property bool
	outer    *innerLoop
}

func (s *scope) fillObject(n *source.Node, inner *innerLoop) (any, error) {
	if loops := n.Get("copy"); loops.IsObject() {
		name, _ := loops.Get("name").Text()
		inner = &innerLoop{name: name, outer: inner}
	}
	if name, ok := n.Get("name").Text(); ok && n.Get("count") != nil && n.Get("input") != nil {
		inner = &innerLoop{name: name, property: true, outer: inner}
	}
	if kind, ok := n.Get("type").Text(); ok && strings.EqualFold(kind, deploymentsType) && evaluatesInside(n) {
		return s.fillInside(n, inner)
	}
	o := value.NewObject()
	for _, m := range n.Children() {
		name, err := s.fillText(m, m.Name(), inner)
		if err != nil {
			return nil, err
		}
		v, err := s.fill(m, inner)
		if err != nil {
			return nil, err
		}
		text, ok := name.(string)
		if !ok {
			text = m.Name()
		}
		o.Set(text, v)
	}
	return o, nil
}

// evaluatesInside reports whether a nested deployment's expressions are its own.
func evaluatesInside(deployment *source.Node) bool {
	s, _ := deployment.Get("properties").Get("expressionEvaluationOptions").Get("scope").Text()
	return strings.EqualFold(s, "inner")
}

// fillInside is fill for a deployment whose template is its own business.
func (s *scope) fillInside(n *source.Node, inner *innerLoop) (any, error) {
	o := value.NewObject()
	for _, m := range n.Children() {
		if !strings.EqualFold(m.Name(), "properties") {
			v, err := s.fill(m, inner)
			if err != nil {
				return nil, err
			}
			o.Set(m.Name(), v)
			continue
		}
		properties := value.NewObject()
		for _, p := range m.Children() {
			v := p.Value()
			if !strings.EqualFold(p.Name(), "template") {
				var err error
				if v, err = s.fill(p, inner); err != nil {
					return nil, err
				}
			}
			properties.Set(p.Name(), v)
		}
		o.Set(m.Name(), properties)
	}
	return o, nil
}

func (s *scope) fillText(n *source.Node, text string, inner *innerLoop) (any, error) {
	within, ok := expression.IsExpression(text)
	if !ok {
		return text, nil
	}
	e, err := newParsed(within)
	if err != nil {
		return nil, &evaluationError{n, err}
	}
	if inner.wanted(e) {
		return s.fillParts(n, e, inner)
	}
	waits := false
	plain := *s
	plain.waits = &waits
	v, err := plain.text(n, text)
	if waits {
		s.leave()
		return text, nil
	}
	return escape(v), err
}

// escape makes strings that look like expressions read as what they are.
func escape(v any) any {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "[") && strings.HasSuffix(v, "]") {
			return "[" + v
		}
	case []any:
		escaped := make([]any, len(v))
		for i, element := range v {
			escaped[i] = escape(element)
		}
		return escaped
	case *value.Object:
		o := value.NewObject()
		for name, member := range v.All() {
			text, _ := escape(name).(string)
			o.Set(text, escape(member))
		}
		return o
	}
	return v
}

// wanted reports whether an expression depends on one of the loops.
func (l *innerLoop) wanted(e *parsed) bool {
	for _, call := range expression.Calls(e.Expression) {
		if l.means(call) {
			return true
		}
	}
	return false
}

// means reports whether a call is copyIndex() of one of the loops.
func (l *innerLoop) means(call expression.Call) bool {
	if call.Name != "copyIndex" {
		return false
	}
	name, named := "", false
	if len(call.Args) > 0 {
		v, _ := call.Args[0].Constant()
		name, named = v.(string)
	}
	for ; l != nil; l = l.outer {
		if named && strings.EqualFold(l.name, name) || !named && !l.property {
			return true
		}
	}
	return false
}

// fillParts replaces the calls of an expression that can be evaluated here, the
// outermost of them, by what they give.
func (s *scope) fillParts(n *source.Node, e *parsed, inner *innerLoop) (any, error) {
	text := e.String()
	var b strings.Builder
	at := 0
	for _, call := range expression.Calls(e.Expression) {
		if call.Offset < at || bindsOrNeeds(call, inner) {
			continue
		}
		end := callEnd(text, call.Offset)
		part, err := newParsed(text[call.Offset:end])
		if err != nil {
			return nil, &evaluationError{n, err}
		}
		v, err := part.Eval(s)
		if unknown(err) && s.rt == nil {
			s.leave()
			return n.Value(), nil
		}
		if err != nil {
			return nil, &evaluationError{n, err}
		}
		b.WriteString(text[at:call.Offset])
		b.WriteString(literal(v))
		at = end
	}
	b.WriteString(text[at:])
	return "[" + b.String() + "]", nil
}

// bindsOrNeeds reports whether a call cannot be evaluated here: it or something
// in it is an inner loop's index or a lambda's variable.
func bindsOrNeeds(call expression.Call, inner *innerLoop) bool {
	if inner.means(call) || call.Name == "lambda" || call.Name == "lambdaVariables" {
		return true
	}
	for _, arg := range call.Args {
		for _, c := range arg.Calls() {
			if inner.means(c) || c.Name == "lambdaVariables" {
				return true
			}
		}
	}
	return false
}

// callEnd is where a call that begins at an offset ends: after its last bracket.
func callEnd(text string, offset int) int {
	depth := 0
	quoted := false
	for i := offset; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// literal is a value as a part of an expression.
func literal(v any) string {
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	switch v := v.(type) {
	case string:
		return quote(v)
	case int64:
		return value.JSON(v)
	}
	return "json(" + quote(value.JSON(v)) + ")"
}
