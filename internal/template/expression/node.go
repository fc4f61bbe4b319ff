package expression

import "github.com/azimuthid/azimuth/internal/template/function"

// node is one part of a parsed expression.
type node interface {
	at() int // its offset in the text
}

// constant is a literal text or number.
type constant struct {
	value  any
	offset int
}

// call is a function with its arguments. function is nil for one that a template
// defines itself, whose name is namespace.member.
type call struct {
	name     string // as it is written
	function *function.Function
	special  special // how it is evaluated where not argument by argument
	args     []node
	offset   int
}

// access takes a member of an object by its name, or an element of an array by its index.
type access struct {
	of     node
	key    node
	offset int
}

func (n *constant) at() int { return n.offset }
func (n *call) at() int     { return n.offset }
func (n *access) at() int   { return n.offset }
