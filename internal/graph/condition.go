package graph

import (
	"encoding/json"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// values gives what stands at a path of property names: "displayName",
// "api/requestedAccessTokenVersion"; nil for nothing.
type values func(path string) any

// condition is a filter.
type condition interface {
	// holds reports whether it holds for an object.
	holds(of values) bool
	// check refuses properties that the type does not have.
	check(e *entity) error
	// index is an index entry that all objects have for which it holds; false
	// where there is none.
	index(e *entity) (resource.Index, bool)
}

// all holds always.
type all struct{}

func (all) holds(values) bool                        { return true }
func (all) check(*entity) error                      { return nil }
func (all) index(*entity) (i resource.Index, _ bool) { return i, false }

type both struct{ left, right condition }

func (c both) holds(of values) bool { return c.left.holds(of) && c.right.holds(of) }

func (c both) check(e *entity) error {
	if err := c.left.check(e); err != nil {
		return err
	}
	return c.right.check(e)
}

func (c both) index(e *entity) (resource.Index, bool) {
	if i, ok := c.left.index(e); ok {
		return i, true
	}
	return c.right.index(e)
}

type either struct{ left, right condition }

func (c either) holds(of values) bool { return c.left.holds(of) || c.right.holds(of) }

func (c either) check(e *entity) error { return both(c).check(e) }

func (either) index(*entity) (i resource.Index, _ bool) { return i, false }

type not struct{ inner condition }

func (c not) holds(of values) bool                   { return !c.inner.holds(of) }
func (c not) check(e *entity) error                  { return c.inner.check(e) }
func (not) index(*entity) (i resource.Index, _ bool) { return i, false }

// equals compares a property with a text, a number, a bool or null; texts
// without regard to case.
type equals struct {
	property string
	value    any
}

func (c equals) holds(of values) bool { return same(of(c.property), c.value) }

func same(value, wanted any) bool {
	text, isText := wanted.(string)
	switch v := value.(type) {
	case string:
		return isText && strings.EqualFold(v, text)
	case json.Number:
		return isText && v.String() == text
	case bool, nil:
		return v == wanted
	}
	return false
}

func (c equals) check(e *entity) error { return checkProperty(e, c.property) }

// indexes are the properties that the store finds objects by.
var indexes = []string{"appId", "displayName", "mailNickname", "userPrincipalName"}

func (c equals) index(e *entity) (resource.Index, bool) {
	p, ok := e.property(c.property)
	text, isText := c.value.(string)
	if !ok || !isText || text == "" || e == applicationEntity && p.name == "appId" {
		return resource.Index{}, false
	}
	for _, name := range indexes {
		if p.name == name {
			return resource.Index{Name: directory.IndexOf(name), Value: strings.ToLower(text)}, true
		}
	}
	return resource.Index{}, false
}

// function compares a property with a text.
type function struct {
	property string
	compare  func(value, text string) bool // both in lower case
	text     string
}

var functions = map[string]func(value, text string) bool{
	"startswith": strings.HasPrefix,
	"endswith":   strings.HasSuffix,
	"contains":   strings.Contains,
}

// hasWord reports whether a word of the value begins with the text.
func hasWord(value, text string) bool {
	for i := range len(value) {
		if (i == 0 || !isWord(value[i-1])) && strings.HasPrefix(value[i:], text) {
			return true
		}
	}
	return false
}

func (c function) holds(of values) bool {
	value, ok := of(c.property).(string)
	return ok && c.compare(strings.ToLower(value), strings.ToLower(c.text))
}

func (c function) check(e *entity) error { return checkProperty(e, c.property) }

func (function) index(*entity) (i resource.Index, _ bool) { return i, false }

// anyOf holds where its condition does for one element of a list.
type anyOf struct {
	list     string
	variable string
	holdsFor condition
}

func (c anyOf) holds(of values) bool {
	elements, _ := of(c.list).([]any)
	for _, element := range elements {
		if c.holdsFor.holds(func(path string) any {
			name, rest, deeper := strings.Cut(path, "/")
			switch {
			case !strings.EqualFold(name, c.variable):
				return nil
			case deeper:
				return within(element, rest)
			}
			return element
		}) {
			return true
		}
	}
	return false
}

// check does not look at what stands under the variable: elements may have members.
func (c anyOf) check(e *entity) error { return checkProperty(e, c.list) }

// index finds service principals by their names and applications by their
// URIs. A managed identity's name that is an address is in no index.
func (c anyOf) index(e *entity) (resource.Index, bool) {
	p, ok := e.property(c.list)
	inner, isEquals := c.holdsFor.(equals)
	if !ok || !isEquals || !strings.EqualFold(inner.property, c.variable) {
		return resource.Index{}, false
	}
	text, isText := inner.value.(string)
	byName := p.name == "servicePrincipalNames" && !strings.HasPrefix(strings.ToLower(text), identityNames)
	switch {
	case !isText || text == "":
		return resource.Index{}, false
	case p.name == "identifierUris":
		return directory.IdentifierIndex(text), true
	case !byName:
		return resource.Index{}, false
	}
	return resource.Index{Name: directory.IndexOf(p.name), Value: strings.ToLower(text)}, true
}

func checkProperty(e *entity, path string) error {
	name, _, _ := strings.Cut(path, "/")
	if _, ok := e.property(name); !ok {
		return e.unknownProperty(name)
	}
	return nil
}

// within is what stands at a path in a value.
func within(value any, path string) any {
	return document.At(value, strings.ReplaceAll(path, "/", "."))
}
