package source

import (
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// Node is one value of a text, and where it stands there.
//
// Line and Column are those that Azure names in its messages, which are
// Newtonsoft.Json's: the line counts from 1, and the column is how many
// characters of that line had been read when the value was found, which is
// through the bracket that opens an object or array and through the end of
// anything else. Of a member there is also the place of its name.
type Node struct {
	Line, Column         int
	NameLine, NameColumn int // of the name and its colon, 0 where the node is no member

	parent   *Node
	name     string // in the parent, where that is an object
	scalar   any    // where it is neither object nor array
	children []*Node
	index    int32 // in the parent
	kind     kind
}

type kind uint8

const (
	scalar kind = iota
	object
	array
)

// IsObject reports whether the node is an object.
func (n *Node) IsObject() bool { return n != nil && n.kind == object }

// IsArray reports whether the node is an array.
func (n *Node) IsArray() bool { return n != nil && n.kind == array }

// IsNull reports whether the node is null.
func (n *Node) IsNull() bool { return n != nil && n.kind == scalar && n.scalar == nil }

// Text is the string that the node is.
func (n *Node) Text() (string, bool) {
	if n == nil {
		return "", false
	}
	s, ok := n.scalar.(string)
	return s, ok
}

// Name is the node's name in the object that it is a member of, or "".
func (n *Node) Name() string { return n.name }

// Parent is the object or array that holds the node, or nil.
func (n *Node) Parent() *Node { return n.parent }

// Children are the members of an object or the elements of an array in their
// order. They must not be changed.
func (n *Node) Children() []*Node {
	if n == nil {
		return nil
	}
	return n.children
}

// Get is a member by its name, the one spelled so before one in another case, or nil.
func (n *Node) Get(name string) *Node {
	if !n.IsObject() {
		return nil
	}
	var found *Node
	for _, child := range n.children {
		if child.name == name {
			return child
		}
		if found == nil && strings.EqualFold(child.name, name) {
			found = child
		}
	}
	return found
}

// Path is where the node stands in the whole, such as "resources[0].properties",
// in Newtonsoft.Json's form; "" for the whole.
func (n *Node) Path() string {
	var parts []string
	for ; n != nil && n.parent != nil; n = n.parent {
		if n.parent.kind == array {
			parts = append(parts, "["+strconv.Itoa(int(n.index))+"]")
		} else {
			parts = append(parts, step(n.name))
		}
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(parts[i])
	}
	return strings.TrimPrefix(b.String(), ".")
}

// step is a name in a path.
func step(name string) string {
	if strings.ContainsAny(name, " ./'\"[]()\t\r\n\f\b\\\u0085\u2028\u2029") {
		return "['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "']"
	}
	return "." + name
}

// Value is the node and all beneath it as a value of expressions, the strings as they stand.
func (n *Node) Value() any {
	switch {
	case n == nil:
		return nil
	case n.kind == array:
		elements := make([]any, len(n.children))
		for i, child := range n.children {
			elements[i] = child.Value()
		}
		return elements
	case n.kind == object:
		members := make([]value.Member, len(n.children))
		for i, child := range n.children {
			members[i] = value.Member{Name: child.name, Value: child.Value()}
		}
		return value.NewObject(members...)
	}
	return n.scalar
}

// Tree is the node as a tree of package document.
func (n *Node) Tree() any { return value.Tree(n.Value()) }
