package instance

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Node is a value within a document: a text, a list, or an object whose members
// have an order.
type Node struct {
	kind    kind
	text    string
	members []member // of a list too, whose names are numbers
}

type kind int

const (
	leaf kind = iota
	list
	object
)

type member struct {
	name string
	node *Node
}

// Tree is a document as nodes, without what came after an api-version.
func (d Document) Tree(version string) *Node {
	encoded, err := json.Marshal(d)
	if err != nil {
		panic(err) // it holds nothing but strings
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	n := readNode(decoder)
	n.trim("", version)
	return n
}

// readNode reads what Document wrote, so that there is no error to be had.
func readNode(decoder *json.Decoder) *Node {
	token, err := decoder.Token()
	if err != nil {
		panic(err)
	}
	delimiter, ok := token.(json.Delim)
	if !ok {
		text, _ := token.(string)
		return &Node{text: text}
	}
	n := &Node{kind: list}
	if delimiter == '{' {
		n.kind = object
	}
	for decoder.More() {
		name := strconv.Itoa(len(n.members))
		if n.kind == object {
			token, err := decoder.Token()
			if err != nil {
				panic(err)
			}
			name, _ = token.(string)
		}
		n.members = append(n.members, member{name, readNode(decoder)})
	}
	if _, err := decoder.Token(); err != nil {
		panic(err)
	}
	return n
}

// trim takes away what is newer than a version. path is the node's own, with the
// names of members only.
func (n *Node) trim(path, version string) {
	kept := n.members[:0]
	for _, m := range n.members {
		inner := path
		if n.kind == object {
			inner = strings.TrimPrefix(path+"."+m.name, ".")
			if since[inner] > version {
				continue
			}
		}
		m.node.trim(inner, version)
		kept = append(kept, m)
	}
	n.members = kept
}

// Find goes along names, in any case, and numbers in lists.
func (n *Node) Find(path []string) (*Node, bool) {
	for _, name := range path {
		var next *Node
		for _, m := range n.members {
			if strings.EqualFold(m.name, name) {
				next = m.node
			}
		}
		if next == nil {
			return nil, false
		}
		n = next
	}
	return n, true
}

// IsLeaf reports whether it is a text.
func (n *Node) IsLeaf() bool { return n.kind == leaf }

// Text is the node in the form of plain text: a text as it is, and of all else
// the names of what is in it, a line each, those with more in them with a slash.
func (n *Node) Text() string {
	if n.kind == leaf {
		return n.text
	}
	lines := make([]string, len(n.members))
	for i, m := range n.members {
		lines[i] = m.name
		if m.node.kind != leaf {
			lines[i] += "/"
		}
	}
	return strings.Join(lines, "\n")
}

// MarshalJSON is the node as JSON, its members in their order.
func (n *Node) MarshalJSON() ([]byte, error) {
	if n.kind == leaf {
		return quoted(n.text)
	}
	brackets := "[]"
	if n.kind == object {
		brackets = "{}"
	}
	var b bytes.Buffer
	b.WriteByte(brackets[0])
	for i, m := range n.members {
		if i > 0 {
			b.WriteByte(',')
		}
		if n.kind == object {
			name, err := quoted(m.name)
			if err != nil {
				return nil, err
			}
			b.Write(append(name, ':'))
		}
		inner, err := m.node.MarshalJSON()
		if err != nil {
			return nil, err
		}
		b.Write(inner)
	}
	b.WriteByte(brackets[1])
	return b.Bytes(), nil
}

// quoted is a text as JSON, without the escapes that only HTML needs.
func quoted(text string) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(text)
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), err
}
