package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// typeDefinition says which values a parameter, an output, or a part of one may
// have. Templates of language version 2.0 say all of it; older ones have the
// kind, the allowed values and the limits.
type typeDefinition struct {
	node     *source.Node
	kind     kind
	ref      string // name of a definition that it refines, or ""
	nullable bool

	allowed            []any // nil for whatever the kind has
	minimum, maximum   *int64
	shortest, longest  *int64
	properties         []property
	additional         *typeDefinition // of members that properties does not name
	sealed             bool            // there may be none
	items              *typeDefinition
	prefix             []*typeDefinition
	discriminator      string // the member that chooses among variants, or ""
	variants           map[string]*typeDefinition
	discriminatorNames []string
}

type property struct {
	name string
	of   *typeDefinition
}

// kind is a type of the template language as a deployment shows it.
type kind string

const (
	kindString       kind = "String"
	kindSecureString kind = "SecureString"
	kindInt          kind = "Int"
	kindBool         kind = "Bool"
	kindObject       kind = "Object"
	kindSecureObject kind = "SecureObject"
	kindArray        kind = "Array"
	kindAny          kind = "" // of a definition that names none
)

var kinds = []kind{kindString, kindSecureString, kindInt, kindBool, kindObject, kindSecureObject, kindArray}

// secure reports whether values of the kind are never shown.
func (k kind) secure() bool { return k == kindSecureString || k == kindSecureObject }

// tokens is what Azure's messages call the JSON types that the kind takes.
func (k kind) tokens() string { return kindTokens[k] }

var kindTokens = map[kind]string{
	kindString: "String, Uri", kindSecureString: "String, Uri", kindInt: "Integer", kindBool: "Boolean",
	kindArray: "Array", kindObject: "Object", kindSecureObject: "Object", kindAny: "Object",
}

// takes reports whether a value is of the kind.
func (k kind) takes(v any) bool {
	first, _, _ := strings.Cut(k.tokens(), ",")
	return k == kindAny || value.TypeName(v) == first
}

// readType reads what a definition says of its type. where names what is being
// defined in messages of kinds that there are none of.
func readType(n *source.Node, needed bool) (*typeDefinition, error) {
	d := &typeDefinition{node: n}
	if err := d.readKind(n, needed); err != nil {
		return nil, err
	}
	if m := present(n, "nullable"); m != nil {
		on, ok := m.Value().(bool)
		if !ok {
			return nil, unreadable(m, "Error reading boolean. Unexpected token: %s.", token(m))
		}
		d.nullable = on
	}
	allowed, err := array(n, "allowedValues")
	if err != nil {
		return nil, err
	}
	if allowed != nil {
		d.allowed = allowed.Value().([]any)
	}
	for _, limit := range []struct {
		member string
		to     **int64
	}{{"minValue", &d.minimum}, {"maxValue", &d.maximum}, {"minLength", &d.shortest}, {"maxLength", &d.longest}} {
		if err := readLimit(n, limit.member, limit.to); err != nil {
			return nil, err
		}
	}
	if err := d.readMembers(n); err != nil {
		return nil, err
	}
	return d, d.readElements(n)
}

func (d *typeDefinition) readKind(n *source.Node, needed bool) error {
	var err error
	if d.ref, err = text(n, "$ref"); err != nil {
		return err
	}
	name, err := text(n, "type")
	if err != nil {
		return err
	}
	if name == "" {
		if needed && d.ref == "" && present(n, "discriminator") == nil {
			return required(n, "type")
		}
		return nil
	}
	for _, k := range kinds {
		if strings.EqualFold(string(k), name) {
			d.kind = k
			return nil
		}
	}
	return unreadable(n.Get("type"), "Error converting value \"%s\" to type 'TemplateParameterType'.", name)
}

func readLimit(n *source.Node, member string, to **int64) error {
	m := present(n, member)
	if m == nil {
		return nil
	}
	limit, ok := m.Value().(int64)
	if !ok {
		return unreadable(m, "Error reading integer. Unexpected token: %s.", token(m))
	}
	*to = &limit
	return nil
}

func (d *typeDefinition) readMembers(n *source.Node) error {
	properties, err := object(n, "properties")
	if err != nil {
		return err
	}
	for _, m := range properties.Children() {
		of, err := readNested(m)
		if err != nil {
			return err
		}
		d.properties = append(d.properties, property{m.Name(), of})
	}
	if m := present(n, "sealed"); m != nil && m.Value() == true {
		d.sealed = true
	}
	if m := present(n, "additionalProperties"); m != nil {
		if permitted, ok := m.Value().(bool); ok {
			d.sealed = !permitted
		} else if d.additional, err = readNested(m); err != nil {
			return err
		}
	}
	return d.readDiscriminator(n)
}

func (d *typeDefinition) readDiscriminator(n *source.Node) error {
	m, err := object(n, "discriminator")
	if m == nil || err != nil {
		return err
	}
	if d.discriminator, err = text(m, "propertyName"); err != nil {
		return err
	}
	mapping, err := object(m, "mapping")
	if err != nil {
		return err
	}
	d.variants = make(map[string]*typeDefinition)
	for _, variant := range mapping.Children() {
		of, err := readNested(variant)
		if err != nil {
			return err
		}
		d.variants[variant.Name()] = of
		d.discriminatorNames = append(d.discriminatorNames, variant.Name())
	}
	return nil
}

func (d *typeDefinition) readElements(n *source.Node) error {
	if m := present(n, "items"); m != nil {
		if none, ok := m.Value().(bool); ok && !none {
			d.sealed = true
		} else {
			var err error
			if d.items, err = readNested(m); err != nil {
				return err
			}
		}
	}
	prefix, err := array(n, "prefixItems")
	if err != nil {
		return err
	}
	for _, m := range prefix.Children() {
		of, err := readNested(m)
		if err != nil {
			return err
		}
		d.prefix = append(d.prefix, of)
	}
	return nil
}

func readNested(n *source.Node) (*typeDefinition, error) {
	if err := typeShape.check(n); err != nil {
		return nil, err
	}
	return readType(n, false)
}
