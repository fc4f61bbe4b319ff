package template

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// maxRefs is how many definitions may refine each other in a row.
const maxRefs = 64

// subject is what a value is given to, for messages.
type subject struct {
	what string // such as "template parameter"
	path string // such as "settings.storageName"
	at   string // " at line '1' and column '2'", or ""
	// hidden keeps the value itself out of messages.
	hidden bool
}

func (s subject) member(name string) subject {
	s.path += "." + name
	return s
}

func (s subject) element(i int) subject {
	s.path += "[" + strconv.Itoa(i) + "]"
	return s
}

func (s subject) refuses(format string, args ...any) *Error {
	return invalid(nil, "The provided value for the "+s.what+" '%s'%s is not valid. "+format,
		append([]any{s.path, s.at}, args...)...)
}

// resolve is the definition with what it refines filled in.
func (t *Template) resolve(d *typeDefinition) (*typeDefinition, error) {
	full := *d
	for range maxRefs {
		if full.ref == "" {
			return &full, nil
		}
		name, ok := strings.CutPrefix(full.ref, "#/definitions/")
		base := t.definitions[fold(name)]
		if !ok || base == nil {
			return nil, invalid(d.node.Get("$ref"), "The type definition reference '%s' is not found in the template. %s", full.ref, seeTemplate)
		}
		full = full.refine(base)
	}
	return nil, invalid(d.node, "The type definition reference '%s' refers to itself. %s", d.ref, seeTemplate)
}

// refine is what a definition and the one it refers to say together.
func (d typeDefinition) refine(base *typeDefinition) typeDefinition {
	full := *base
	full.node, full.ref = d.node, base.ref
	full.nullable = d.nullable || base.nullable
	if d.kind != kindAny {
		full.kind = d.kind
	}
	if d.allowed != nil {
		full.allowed = d.allowed
	}
	for _, limit := range []struct{ own, to **int64 }{
		{&d.minimum, &full.minimum}, {&d.maximum, &full.maximum}, {&d.shortest, &full.shortest}, {&d.longest, &full.longest},
	} {
		if *limit.own != nil {
			*limit.to = *limit.own
		}
	}
	if len(d.properties) > 0 {
		full.properties = append(append([]property{}, full.properties...), d.properties...)
	}
	if d.additional != nil {
		full.additional = d.additional
	}
	full.sealed = d.sealed || base.sealed
	return full
}

// conform refuses a value that its definition does not take.
func (t *Template) conform(d *typeDefinition, v any, s subject) error {
	d, err := t.resolve(d)
	if err != nil {
		return err
	}
	s.hidden = s.hidden || d.kind.secure()
	if v == nil && d.nullable {
		return nil
	}
	if !d.kind.takes(v) {
		e := s.refuses("Expected a value of type '%s', but received a value of type '%s'. %s", d.kind.tokens(), value.TypeName(v), seeParameterFile)
		return e
	}
	if err := d.allows(v, s); err != nil {
		return err
	}
	if err := d.limits(v, s); err != nil {
		return err
	}
	switch v := v.(type) {
	case *value.Object:
		return t.conformObject(d, v, s)
	case []any:
		return t.conformArray(d, v, s)
	}
	return nil
}

// allows holds a value to the allowed ones. An array may also be a choice of them.
func (d *typeDefinition) allows(v any, s subject) error {
	if d.allowed == nil || among(d.allowed, v) {
		return nil
	}
	if chosen, ok := v.([]any); ok {
		all := true
		for _, element := range chosen {
			all = all && among(d.allowed, element)
		}
		if all {
			return nil
		}
	}
	allowed := make([]string, len(d.allowed))
	for i, a := range d.allowed {
		allowed[i] = shown(a)
	}
	provided := ""
	if !s.hidden {
		provided = " '" + shown(v) + "'"
	}
	return invalid(nil, "The provided value%s for the %s '%s'%s is not valid. The parameter value is not part of the allowed value(s): '%s'.",
		provided, s.what, s.path, s.at, strings.Join(allowed, ","))
}

// among compares as Azure does: texts without regard to case.
func among(allowed []any, v any) bool {
	for _, a := range allowed {
		x, isText := a.(string)
		y, ok := v.(string)
		if value.Equal(a, v) || isText && ok && strings.EqualFold(x, y) {
			return true
		}
	}
	return false
}

func shown(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return value.JSON(v)
}

func (d *typeDefinition) limits(v any, s subject) error {
	if n, ok := v.(int64); ok {
		if d.minimum != nil && n < *d.minimum {
			return s.refuses("Value should be greater than or equal to '%d'. %s", *d.minimum, seeParameters)
		}
		if d.maximum != nil && n > *d.maximum {
			return s.refuses("Value should be less than or equal to '%d'. %s", *d.maximum, seeParameters)
		}
	}
	var length int64
	switch v := v.(type) {
	case string:
		length = int64(len(utf16.Encode([]rune(v))))
	case []any:
		length = int64(len(v))
	default:
		return nil
	}
	if d.shortest != nil && length < *d.shortest {
		return s.refuses("Length of the value should be greater than or equal to '%d'. %s", *d.shortest, seeParameters)
	}
	if d.longest != nil && length > *d.longest {
		return s.refuses("Length of the value should be less than or equal to '%d'. %s", *d.longest, seeParameters)
	}
	return nil
}

func (t *Template) conformObject(d *typeDefinition, v *value.Object, s subject) error {
	if d.discriminator != "" {
		var err error
		if d, err = t.choose(d, v, s); err != nil {
			return err
		}
	}
	named := make(map[string]bool)
	for _, p := range d.properties {
		named[fold(p.name)] = true
		full, err := t.resolve(p.of)
		if err != nil {
			return err
		}
		member, ok := v.Get(p.name)
		if !ok && !full.nullable {
			return s.refuses("The required property '%s' is missing. %s", p.name, seeParameters)
		}
		if ok {
			if err := t.conform(full, member, s.member(p.name)); err != nil {
				return err
			}
		}
	}
	for name, member := range v.All() {
		switch {
		case named[fold(name)], d.discriminator != "" && strings.EqualFold(name, d.discriminator):
		case d.additional != nil:
			if err := t.conform(d.additional, member, s.member(name)); err != nil {
				return err
			}
		case d.sealed:
			return s.refuses("The property '%s' is not permitted. %s", name, seeParameters)
		}
	}
	return nil
}

// choose is the variant that an object's discriminator names.
func (t *Template) choose(d *typeDefinition, v *value.Object, s subject) (*typeDefinition, error) {
	member, _ := v.Get(d.discriminator)
	name, _ := member.(string)
	variant := d.variants[name]
	if variant == nil {
		return nil, s.refuses("The discriminator property '%s' must have one of the values '%s'. %s",
			d.discriminator, strings.Join(d.discriminatorNames, ","), seeParameters)
	}
	full, err := t.resolve(variant)
	if err != nil {
		return nil, err
	}
	chosen := full.refine(&typeDefinition{properties: d.properties})
	chosen.properties = append(append([]property{}, d.properties...), full.properties...)
	chosen.additional, chosen.sealed, chosen.discriminator = full.additional, full.sealed, d.discriminator
	return &chosen, nil
}

func (t *Template) conformArray(d *typeDefinition, v []any, s subject) error {
	if len(v) < len(d.prefix) {
		return s.refuses("Length of the value should be greater than or equal to '%d'. %s", len(d.prefix), seeParameters)
	}
	for i, element := range v {
		of := d.items
		if i < len(d.prefix) {
			of = d.prefix[i]
		} else if d.sealed && d.prefix != nil {
			return s.refuses("Length of the value should be less than or equal to '%d'. %s", len(d.prefix), seeParameters)
		}
		if of == nil {
			continue
		}
		if err := t.conform(of, element, s.element(i)); err != nil {
			return err
		}
	}
	return nil
}
