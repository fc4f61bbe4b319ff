package expression

// Call is one function call of an expression, as it is written.
type Call struct {
	// Name is as in Azure's documentation where it is one of Azure's functions,
	// else as it is written.
	Name   string
	Offset int // in the text, in bytes from 0
	Args   []Arg
}

// Arg is one argument of a call, not evaluated.
type Arg struct {
	n    node
	text string
}

// Calls are all function calls of an expression, outer before inner, whether an
// evaluation would come to them or not.
func Calls(e *Expression) []Call {
	var calls []Call
	_ = walk(e.root, func(n node) error {
		if c, ok := n.(*call); ok {
			calls = append(calls, c.shown(e.text))
		}
		return nil
	})
	return calls
}

func (c *call) shown(text string) Call {
	shown := Call{Name: c.name, Offset: c.offset, Args: make([]Arg, len(c.args))}
	if c.function != nil {
		shown.Name = c.function.Name
	}
	for i, arg := range c.args {
		shown.Args[i] = Arg{arg, text}
	}
	return shown
}

// Constant is the value of an argument that is a literal text or number.
func (a Arg) Constant() (any, bool) {
	c, ok := a.n.(*constant)
	if !ok {
		return nil, false
	}
	return c.value, true
}

// Eval evaluates the argument by itself. An argument that needs the variables of
// a lambda around it has an error.
func (a Arg) Eval(s Scope) (any, error) {
	return (&Expression{a.text, a.n}).Eval(s)
}

// Calls are the function calls of the argument.
func (a Arg) Calls() []Call { return Calls(&Expression{a.text, a.n}) }

// walk visits the nodes of an expression, outer before inner, until an error.
func walk(n node, visit func(node) error) error {
	if err := visit(n); err != nil {
		return err
	}
	switch n := n.(type) {
	case *call:
		for _, arg := range n.args {
			if err := walk(arg, visit); err != nil {
				return err
			}
		}
	case *access:
		if err := walk(n.of, visit); err != nil {
			return err
		}
		return walk(n.key, visit)
	}
	return nil
}
