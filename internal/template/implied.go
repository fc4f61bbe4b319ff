package template

import (
	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// note collects the resources that an expression asks for, without asking. Of an
// if() whose condition is known, only the branch that is taken counts.
func (i *implied) note(s *scope, n *source.Node, e *parsed) {
	planning := *s
	planning.rt, planning.implied, planning.waits = nil, nil, nil
	passed := make(map[int]bool) // offsets of calls in branches that are not taken
	for _, call := range expression.Calls(e.Expression) {
		switch {
		case passed[call.Offset]:
		case call.Name == "if":
			pass(&planning, call, passed)
		case asksRuntime(call.Name):
			i.noteCall(&planning, n, call)
		}
	}
}

// pass marks the calls of the branch of an if() that is not taken.
func pass(s *scope, call expression.Call, passed map[int]bool) {
	if len(call.Args) != 3 {
		return
	}
	v, err := call.Args[0].Eval(s)
	if err != nil {
		return
	}
	other := call.Args[2]
	if v == false {
		other = call.Args[1]
	}
	for _, inner := range other.Calls() {
		passed[inner.Offset] = true
	}
}

func (i *implied) noteCall(s *scope, n *source.Node, call expression.Call) {
	if len(call.Args) == 0 {
		return
	}
	v, err := call.Args[0].Eval(s)
	name, ok := v.(string)
	if err != nil || !ok {
		return // it depends on what is not known yet, or its evaluation says what is wrong
	}
	if call.Name == "references" {
		found, _ := s.index.find(name)
		for _, r := range found {
			i.asked = append(i.asked, asked{id: r.ID.String(), resource: r})
		}
		return
	}
	id, r, err := s.ask(call.Name, name)
	if err != nil {
		if i.err == nil {
			i.err, i.at = err, n
		}
		return
	}
	a := asked{id: id, resource: r}
	if len(call.Args) > 1 {
		if v, err := call.Args[1].Eval(s); err == nil {
			a.apiVersion, _ = v.(string)
		}
	}
	i.asked = append(i.asked, a)
}
