package seed

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decode puts a node into a value: of an object whose members all are known, and
// there once. A name may stand for an object that says nothing else, and one value
// for a list of one.
func decode(n *yaml.Node, into reflect.Value) error {
	if n.Kind == yaml.AliasNode {
		return wrongAt(n.Line, "aliases are not taken here")
	}
	switch into.Kind() {
	case reflect.Struct:
		return decodeObject(n, into)
	case reflect.Slice:
		return decodeList(n, into)
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return decode(n, into.Elem())
	default:
		if err := n.Decode(into.Addr().Interface()); err != nil {
			return wrongAt(n.Line, "%s is expected where %s stands", expected(into.Kind()), shape(n))
		}
		return nil
	}
}

func decodeList(n *yaml.Node, into reflect.Value) error {
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	} else if n.Tag == "!!null" {
		return nil
	}
	into.Set(reflect.MakeSlice(into.Type(), len(nodes), len(nodes)))
	for i, element := range nodes {
		if err := decode(element, into.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func decodeObject(n *yaml.Node, into reflect.Value) error {
	if p, ok := into.Addr().Interface().(interface{ at(line int) }); ok {
		p.at(n.Line)
	}
	if n.Kind == yaml.ScalarNode {
		p, ok := into.Addr().Interface().(interface{ called(name string) })
		if into.Type() == reflect.TypeFor[clientSecret]() { // what stands there may be one
			return wrongAt(n.Line, "an object with the members name and value, or name and fromEnv, is expected here")
		}
		if !ok || n.Tag == "!!null" || n.Value == "" {
			return wrongAt(n.Line, "an object is expected where %s stands", shape(n))
		}
		p.called(n.Value)
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return wrongAt(n.Line, "an object is expected where %s stands", shape(n))
	}
	members := make(map[string]reflect.Value)
	collect(into, members)
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		member, ok := members[name]
		if !ok {
			return wrongAt(n.Content[i].Line, "there is no member %q here", name)
		}
		if seen[name] {
			return wrongAt(n.Content[i].Line, "the member %q is there twice", name)
		}
		seen[name] = true
		if err := decode(n.Content[i+1], member); err != nil {
			return err
		}
	}
	return nil
}

// collect finds the fields of an object by the names that they have in the file.
func collect(object reflect.Value, members map[string]reflect.Value) {
	for i := range object.NumField() {
		name, option, _ := strings.Cut(object.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			collect(object.Field(i), members)
		case name != "":
			members[name] = object.Field(i)
		}
	}
}

func expected(k reflect.Kind) string {
	switch k { //nolint:exhaustive // the kinds that files have
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a number"
	case reflect.Map:
		return "an object of texts"
	}
	return "a text"
}

func shape(n *yaml.Node) string {
	switch n.Kind { //nolint:exhaustive // all others have a value
	case yaml.MappingNode:
		return "an object"
	case yaml.SequenceNode:
		return "a list"
	}
	return fmt.Sprintf("%q", n.Value)
}
