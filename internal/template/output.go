package template

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// maxOutputs is how many outputs a template may have.
const maxOutputs = 64

// declaredOutput is an output as the template declares it.
type declaredOutput struct {
	name string
	node *source.Node
	of   *typeDefinition
	loop *source.Node // its copy definition, or nil
}

// Output is one output of a deployment.
type Output struct {
	Name  string // as the template spells it; see CamelCase for the wire
	Type  string // as a deployment shows it, such as "String"
	Value any    // a tree of package document; nil for secure types
}

func (t *Template) readOutputs(n *source.Node) error {
	outputs, err := object(n, "outputs")
	if err != nil {
		return err
	}
	if count := len(outputs.Children()); count > maxOutputs {
		return invalid(outputs, "The number of template outputs limit exceeded. Limit: '%d' and actual: '%d'. %s", maxOutputs, count, seeOutputs)
	}
	if present(n, "outputs") != nil {
		t.outputs = []*declaredOutput{}
	}
	for _, m := range outputs.Children() {
		if err := outputShape.check(m); err != nil {
			return err
		}
		of, err := readType(m, true)
		if err != nil {
			return err
		}
		o := &declaredOutput{name: m.Name(), node: m, of: of, loop: present(m, "copy")}
		if err := t.readOutput(o); err != nil {
			return err
		}
		t.outputs = append(t.outputs, o)
	}
	return nil
}

func (t *Template) readOutput(o *declaredOutput) error {
	if o.loop == nil {
		if err := required(o.node, "value"); err != nil && o.node.Get("value") == nil {
			return err
		}
	} else {
		if err := copyShape.check(o.loop); err != nil {
			return err
		}
		for _, member := range []string{"count", "input"} {
			if err := required(o.loop, member); err != nil {
				return err
			}
		}
		if err := t.parse(o.loop.Get("count"), inHead, o.invalidAt); err != nil {
			return err
		}
	}
	for member, p := range map[string]place{"condition": inHead, "value": inBody, "copy": inBody} {
		if err := t.parse(o.node.Get(member), p, o.invalidAt); err != nil {
			return err
		}
	}
	return nil
}

func (o *declaredOutput) invalidAt(at *source.Node, reason string) *Error {
	return invalid(at, "The template output '%s' at line '%d' and column '%d' is not valid: %s. %s",
		o.name, o.node.Line, o.node.Column, reason, seeOutputs)
}

// outputsFailed is the code of outputs that cannot be worked out.
const outputsFailed = "DeploymentOutputEvaluationFailed"

// Outputs are the outputs in the order of the template, without those whose
// condition is false; nil where the template does not speak of outputs. An output that cannot be worked out is an *Error whose
// Details name each; other errors are what the Runtime returned.
func (p *Plan) Outputs(rt Runtime) ([]Output, error) {
	var all []Output
	if p.world.t.outputs != nil {
		all = []Output{}
	}
	var wrong []*Error
	var names []string
	for _, o := range p.world.t.outputs {
		out, ok, err := p.world.output(o, rt)
		if _, asked := errors.AsType[*runtimeError](err); asked || unknown(err) {
			return nil, outward(err)
		}
		if err != nil {
			e := &Error{Code: outputsFailed, Target: o.name, Message: fmt.Sprintf("The template output '%s' is not valid: %s.", o.name, reasonOf(err))}
			wrong = append(wrong, e.at(o.node))
			names = append(names, o.name)
			continue
		}
		if ok {
			all = append(all, out)
		}
	}
	if wrong == nil {
		return all, nil
	}
	e := &Error{
		Code: outputsFailed, Details: wrong,
		Message: fmt.Sprintf("Unable to evaluate template outputs: '%s'. Please see error details and deployment operations. Please see https://aka.ms/arm-common-errors for usage details.", strings.Join(names, ",")),
	}
	return nil, e.at(p.world.t.node.Get("outputs"))
}

// output works out one output; ok is false where its condition is.
func (w *world) output(o *declaredOutput, rt Runtime) (out Output, ok bool, err error) {
	head := w.scope(inHead)
	if m := present(o.node, "condition"); m != nil {
		v, err := head.value(m)
		if err != nil {
			return out, false, err
		}
		if holds, isBool := v.(bool); !isBool {
			return out, false, fmt.Errorf("the condition must be of type 'Boolean', but is of type '%s'", value.TypeName(v))
		} else if !holds {
			return out, false, nil
		}
	}
	v, err := w.outputValue(o, rt)
	if err != nil {
		return out, false, err
	}
	of, err := w.t.resolve(o.of)
	if err != nil {
		return out, false, err
	}
	if v == nil && of.nullable {
		return Output{o.name, string(of.shownKind()), nil}, true, nil
	}
	if !of.kind.takes(v) {
		return out, false, function.Errorf("Template output JToken type is not valid. Expected '%s'. Actual '%s'.", of.kind.tokens(), value.TypeName(v))
	}
	if w.t.version2 {
		if err := w.t.conform(of, v, subject{what: "template output", path: o.name}); err != nil {
			return out, false, err
		}
	}
	out = Output{Name: o.name, Type: string(of.shownKind())}
	if !of.kind.secure() {
		out.Value = value.Tree(v)
	}
	return out, true, nil
}

func (w *world) outputValue(o *declaredOutput, rt Runtime) (any, error) {
	waits := false
	s := w.scope(inBody)
	s.rt, s.waits = rt, &waits
	if o.loop == nil {
		v, err := s.value(o.node.Get("value"))
		if waits {
			return nil, ErrUnknownAtPlan
		}
		return v, err
	}
	count, err := s.count(o.loop)
	if err != nil {
		return nil, err
	}
	elements := make([]any, count)
	for i := range elements {
		if elements[i], err = s.within(o.name, int64(i), false).value(o.loop.Get("input")); err != nil {
			return nil, err
		}
	}
	if waits {
		return nil, ErrUnknownAtPlan
	}
	return elements, nil
}

// CamelCase is a name as Azure writes the names of outputs: the capitals that it
// begins with become small, the last of several only where no small letter
// follows. "VMSS" is "vmss", "NewNSG" is "newNSG", "IPAddress" is "ipAddress".
func CamelCase(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		if !unicode.IsUpper(r) || i > 0 && i+1 < len(runes) && !unicode.IsUpper(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(r)
	}
	return string(runes)
}
