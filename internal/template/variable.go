package template

import (
	"strings"
	"sync"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// maxVariables is how many variables a template may have.
const maxVariables = 256

// variables are those that a template declares.
type variables struct {
	named []*source.Node // each under its name
	loops []*source.Node // of "copy": each makes one variable, an array
}

func (t *Template) readVariables(n *source.Node) error {
	t.variables = &variables{}
	declared, err := object(n, "variables")
	if err != nil {
		return err
	}
	for _, m := range declared.Children() {
		if isPropertyCopy(m) {
			for _, item := range m.Children() {
				if err := copyShape.check(item); err != nil {
					return err
				}
			}
			t.variables.loops = append(t.variables.loops, m.Children()...)
		} else {
			t.variables.named = append(t.variables.named, m)
		}
		if err := t.parse(m, inVariable, func(at *source.Node, reason string) *Error {
			return invalidVariable(at, m.Name(), reason)
		}); err != nil {
			return err
		}
	}
	if count := len(t.variables.named) + len(t.variables.loops); count > maxVariables {
		return invalid(declared, "The number of template variables limit exceeded. Limit: '%d' and actual: '%d'. %s", maxVariables, count, seeVariables)
	}
	return nil
}

func invalidVariable(at *source.Node, name, reason string) *Error {
	return invalid(at, "The template variable '%s' is not valid: %s. %s", name, reason, seeFunctions)
}

// find is the node of a variable; of one that a loop makes, the loop.
func (v *variables) find(name string) (n *source.Node, isLoop bool) {
	for _, n := range v.named {
		if strings.EqualFold(n.Name(), name) {
			return n, false
		}
	}
	for _, loop := range v.loops {
		if s, _ := loop.Get("name").Text(); strings.EqualFold(s, name) {
			return loop, true
		}
	}
	return nil, false
}

// known are the variables that have been worked out.
type known struct {
	lock   sync.Mutex
	values map[*source.Node]any
}

// chain is the variables that are being worked out, the innermost first.
type chain struct {
	node  *source.Node
	outer *chain
}

func (c *chain) holds(n *source.Node) bool {
	for ; c != nil; c = c.outer {
		if c.node == n {
			return true
		}
	}
	return false
}

// variable is the value of a variable, which is worked out when it is asked for first.
func (s *scope) variable(name string) (any, error) {
	n, isLoop := s.t.variables.find(name)
	if n == nil {
		return nil, function.Errorf("The template variable '%s' is not found. %s", name, seeVariables)
	}
	s.known.lock.Lock()
	v, ok := s.known.values[n]
	s.known.lock.Unlock()
	if ok {
		return v, nil
	}
	if s.chain.holds(n) {
		return nil, invalid(n, "The template variable '%s' is not valid: its value depends on itself. %s", name, seeVariables)
	}
	inner := &scope{world: s.world, place: inVariable, chain: &chain{n, s.chain}, work: s.work}
	var err error
	if isLoop {
		v, err = inner.repeat(n)
	} else {
		v, err = inner.value(n)
	}
	if err != nil {
		return nil, because(err, func(reason string) *Error { return invalidVariable(n, name, reason) })
	}
	s.known.lock.Lock()
	s.known.values[n] = v
	s.known.lock.Unlock()
	return v, nil
}
