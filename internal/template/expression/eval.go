package expression

import (
	"errors"

	"github.com/azimuthid/azimuth/internal/template/function"
)

// MaxSteps is how much one evaluation may do, about one step for each part
// evaluated and for each few elements or characters made. It takes a second or so.
const MaxSteps = 2_000_000

// Eval gives the expression's value. Its errors are *Error and what the scope
// returns.
func (e *Expression) Eval(s Scope) (any, error) { return e.EvalWithin(s, new(int)) }

// EvalWithin is Eval for one of several expressions that may do no more together
// than one alone: steps is what those before it have done.
func (e *Expression) EvalWithin(s Scope, steps *int) (any, error) {
	ev := &evaluation{text: e.text, scope: s, steps: steps}
	if isLambda(e.root) {
		return nil, lambdaAt(e.root)
	}
	return ev.value(e.root)
}

// evaluation is one run of an expression. Inside a lambda it has its variables.
type evaluation struct {
	text  string
	scope Scope
	bound *binding
	steps *int
}

// binding is one variable of a lambda and those of the lambdas around it.
type binding struct {
	name  string
	value any
	outer *binding
}

func (ev *evaluation) spend(offset, steps int) error {
	if *ev.steps += steps; *ev.steps > MaxSteps {
		return errorAt(offset, "The evaluation of the language expression '%s' takes more steps than the limit of '%d'.", head(ev.text), MaxSteps)
	}
	return nil
}

func (ev *evaluation) value(n node) (any, error) {
	if err := ev.spend(n.at(), 1); err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *constant:
		return n.value, nil
	case *call:
		return ev.call(n)
	case *access:
		of, err := ev.value(n.of)
		if err != nil {
			return nil, err
		}
		key, err := ev.value(n.key)
		if err != nil {
			return nil, err
		}
		v, err := function.At(of, key)
		return v, ev.said(n, err)
	}
	panic("a node of no kind")
}

func (ev *evaluation) call(c *call) (any, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.special != nil {
		return c.special(ev, c)
	}
	args := make([]any, len(c.args))
	for i, arg := range c.args {
		v, err := ev.value(arg)
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	if c.function == nil || c.function.Does == nil {
		return ev.ask(c, args)
	}
	if err := ev.spend(c.offset, function.Reach(args)); err != nil {
		return nil, err
	}
	v, err := c.function.Does(args)
	if err != nil {
		return nil, ev.said(c, err)
	}
	weight, err := c.function.Weigh(v)
	if err != nil {
		return nil, ev.said(c, err)
	}
	return v, ev.spend(c.offset, weight)
}

// ask has the scope answer.
func (ev *evaluation) ask(c *call, args []any) (any, error) {
	name := c.name
	if c.function != nil {
		name = c.function.Name
	}
	if ev.scope != nil {
		v, handled, err := ev.scope.Call(name, args)
		if handled || err != nil {
			return v, err
		}
	}
	if c.function == nil {
		return nil, c.unknown()
	}
	return nil, c.notExpected()
}

// said gives an error of a function its place; errors of a scope have their own.
func (ev *evaluation) said(n node, err error) error {
	if err == nil {
		return nil
	}
	var said *function.Error
	if !errors.As(err, &said) {
		return err
	}
	if placed, ok := errors.AsType[*Error](err); ok {
		return placed // from within a lambda
	}
	return &Error{Message: said.Message, Offset: n.at(), Err: err}
}
