package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// value reads into a node, which has its parent already.
func (r *reader) value(n *Node, depth int) error {
	r.node = n
	if r.at == len(r.text) {
		return r.ended()
	}
	switch c := r.text[r.at]; {
	case c == '{' || c == '[':
		if depth >= r.limit {
			return r.fail("The reader's MaxDepth of %d has been exceeded.", r.limit)
		}
		r.at++
		n.Line, n.Column = r.place()
		if c == '{' {
			n.kind = object
			return r.object(n, depth)
		}
		n.kind = array
		return r.array(n, depth)
	case c == '"' || c == '\'':
		s, err := r.text1()
		n.scalar = s
		n.Line, n.Column = r.place()
		return err
	case c == '-' || c == '+' || c == '.' || (c >= '0' && c <= '9'):
		return r.number(n)
	}
	return r.word(n)
}

func (r *reader) object(n *Node, depth int) error {
	seen := make(map[string]int)
	for {
		if err := r.space(); err != nil {
			return err
		}
		if r.at == len(r.text) {
			return r.ended()
		}
		if r.text[r.at] == '}' {
			r.at++
			return nil
		}
		child := &Node{parent: n}
		if err := r.member(child); err != nil {
			return err
		}
		child.index = len(n.children)
		if i, repeated := seen[child.name]; repeated {
			child.index = i
			n.children[i] = child
		} else {
			seen[child.name] = child.index
			n.children = append(n.children, child)
		}
		if err := r.value(child, depth+1); err != nil {
			return err
		}
		if err := r.separator('}'); err != nil {
			return err
		}
	}
}

// member reads a name and its colon, up to the value.
func (r *reader) member(child *Node) (err error) {
	if c := r.text[r.at]; c == '"' || c == '\'' {
		child.name, err = r.text1()
	} else {
		child.name, err = r.bare()
	}
	if err != nil {
		return err
	}
	if err := r.space(); err != nil {
		return err
	}
	if r.at == len(r.text) {
		return r.ended()
	}
	if r.text[r.at] != ':' {
		return r.fail("Invalid character after parsing property name. Expected ':' but got: %s.", r.found())
	}
	r.at++
	child.NameLine, child.NameColumn = r.place()
	return r.space()
}

// bare reads a name without quotes.
func (r *reader) bare() (string, error) {
	start := r.at
	for r.at < len(r.text) {
		c, size := utf8.DecodeRuneInString(r.text[r.at:])
		if c != '_' && c != '$' && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			break
		}
		r.at += size
	}
	if r.at == start {
		return "", r.fail("Invalid property identifier character: %s.", r.found())
	}
	return strings.Clone(r.text[start:r.at]), nil
}

func (r *reader) array(n *Node, depth int) error {
	for {
		if err := r.space(); err != nil {
			return err
		}
		if r.at == len(r.text) {
			return r.ended()
		}
		if r.text[r.at] == ']' {
			r.at++
			return nil
		}
		child := &Node{parent: n, index: len(n.children)}
		if err := r.value(child, depth+1); err != nil {
			return err
		}
		n.children = append(n.children, child)
		if err := r.separator(']'); err != nil {
			return err
		}
	}
}

// separator passes over the comma after a value. It leaves the closing bracket.
func (r *reader) separator(closing byte) error {
	if err := r.space(); err != nil {
		return err
	}
	if r.at == len(r.text) {
		return r.ended()
	}
	switch r.text[r.at] {
	case ',':
		r.at++
		return nil
	case closing:
		return nil
	}
	return r.fail("After parsing a value an unexpected character was encountered: %s.", r.found())
}
