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
		return errorAt(e.root.at(), "The template function 'lambda' is not expected at this location.")
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
			return errorAt(arg.at(), "The template function 'lambda' is not expected at this location.")
		}
	}
	return nil
}

func (c *call) unknown() error {
	return errorAt(c.offset, "The template function '%s' is not valid.", c.name)
}

func isLambda(n node) bool {
	c, ok := n.(*call)
	return ok && c.function != nil && c.function.Name == "lambda"
}
