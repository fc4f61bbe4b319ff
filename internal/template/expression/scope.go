package expression

// Scope answers what an expression cannot know by itself.
type Scope interface {
	// Call gives the value of a function that depends on where the expression
	// stands: parameters, variables, reference, the list functions, resourceGroup,
	// subscription, deployment, copyIndex, utcNow and so on, and those that the
	// template defines, named namespace.member. The name is spelled as in Azure's
	// documentation, whatever the template's case; a list function and one of the
	// template's own as written there. The number of arguments has been checked
	// for all but the template's own. handled is false for a function that the
	// scope does not know; the error goes to the caller of Eval unchanged.
	Call(name string, args []any) (result any, handled bool, err error)
}

// ScopeFunc makes a Scope of a function.
type ScopeFunc func(name string, args []any) (any, bool, error)

// Call calls the function.
func (f ScopeFunc) Call(name string, args []any) (any, bool, error) { return f(name, args) }
