package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// value reads into a node, which has its parent already.
func (r *reader) value(n *Node, depth int) error {
	r.node = n
	if r.values++; r.values > r.limits.Values {
		return r.fail("The content has more values than the limit of '%d'.", r.limits.Values)
	}
	if r.at == len(r.text) {
		return r.ended()
	}
	switch c := r.text[r.at]; {
	case c == '{' || c == '[':
		if depth >= r.limits.Depth {
			return r.fail("The reader's MaxDepth of %d has been exceeded.", r.limits.Depth)
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
		s, err := r.quoted()
		n.scalar = s
		n.Line, n.Column = r.place()
		return err
	case c == '-' || c == '+' || c == '.' || (c >= '0' && c <= '9'):
		return r.number(n)
	}
	return r.word(n)
}

func (r *reader) object(n *Node, depth int) error {
	var seen names
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
		if i := seen.place(n.children, child.name); i < len(n.children) {
			child.index = int32(i)
			n.children[i] = child // of members with the same name the last one counts
		} else {
			child.index = int32(i)
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

// names are the places of an object's members, known once there are many.
type names map[string]int

// place is where the member of a name is, or where a new one goes.
func (s *names) place(members []*Node, name string) int {
	const few = 8
	if len(members) < few {
		for i, m := range members {
			if m.name == name {
				return i
			}
		}
		return len(members)
	}
	if *s == nil {
		*s = make(names, 2*few)
		for i, m := range members {
			(*s)[m.name] = i
		}
	}
	if i, there := (*s)[name]; there {
		return i
	}
	(*s)[name] = len(members)
	return len(members)
}

// member reads a name and its colon, up to the value.
func (r *reader) member(child *Node) (err error) {
	if c := r.text[r.at]; c == '"' || c == '\'' {
		child.name, err = r.quoted()
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
		child := &Node{parent: n, index: int32(len(n.children))}
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
