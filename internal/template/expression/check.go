package expression

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
)

// Check finds what is wrong with an expression before it is evaluated: functions
// that Azure does not have, numbers of arguments that they do not take, and
// lambdas where none may stand. Functions that the template defines are not its
// business. Its only error is *Error.
func Check(e *Expression) error {
	if isLambda(e.root) {
		return lambdaAt(e.root)
	}
	return walk(e.root, func(n node) error {
		if c, ok := n.(*call); ok {
			return c.check()
		}
		return nil
	})
}

// check is what Check does for one call.
func (c *call) check() error {
	f := c.function
	if f == nil {
		if strings.Contains(c.name, ".") {
			return nil
		}
		return c.unknown()
	}
	if n := len(c.args); n < f.Min || (f.Max != function.Any && n > f.Max) {
		return &Error{Message: f.WrongCount(c.name, n), Offset: c.offset}
	}
	for i, arg := range c.args {
		if isLambda(arg) && !f.TakesLambda(i) {
			return lambdaAt(arg)
		}
	}
	return nil
}

func (c *call) unknown() error {
	return errorAt(c.offset, "The template function '%s' is not valid."+help, c.name)
}

func (c *call) notExpected() error {
	return errorAt(c.offset, "The template function '%s' is not expected at this location."+help, c.name)
}

const help = " Please see https://aka.ms/arm-functions for usage details."

// lambdaAt is the error of a lambda that no function takes.
func lambdaAt(n node) error { return n.(*call).notExpected() }

func isLambda(n node) bool {
	c, ok := n.(*call)
	return ok && c.function != nil && c.function.Name == "lambda"
}
