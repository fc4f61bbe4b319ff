package graph

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// entity is the declaration of a type of objects.
type entity struct {
	name   string // as in "#microsoft.graph.user"
	set    string // as in "/users"
	legacy string // the type's name in error texts, as in "User"
	kind   string // of its documents
	// properties in the order of Microsoft Graph's reference.
	properties []property
	// owned reports that objects have owners, joins that they may be in groups.
	owned, joins bool
	// find returns the document of an object by its key in the path, or
	// directory.Missing's error.
	find func(ctx context.Context, d directory.Directory, key segment) (resource.Document, error)
	// prepare completes an object that is made, and checks what only a new one
	// must have, against the body that the client sent.
	prepare func(x *exchange, o object, body map[string]any) error
	// put writes an object.
	put func(ctx context.Context, c *directory.Change, d resource.Document) error
	// created follows once an object was made, in the same commit; nil for nothing.
	created func(ctx context.Context, c *directory.Change, o object, body map[string]any) error
}

// form is what values a property takes.
type form int

const (
	formText form = iota
	formFlag
	formTexts
	formObject
	formObjects
)

// property is one property of a type.
type property struct {
	name string
	form form
	// kept reports that the property is a member of the stored object itself;
	// the others stand together, as they came.
	kept bool
	// readOnly properties are the server's.
	readOnly bool
	// hidden properties are shown only where $select names them.
	hidden bool
	// absent is what is shown where nothing is stored.
	absent any
	// show computes what is shown from the object; nil for what is stored.
	show func(x *exchange, o object) any
	// read turns what a client sent into what is stored; nil for what was sent.
	// Its errors are the client's.
	read func(x *exchange, o object, sent any) (any, error)
	// unstored properties are taken and not kept.
	unstored bool
}

// entities are all types, in the order of their paths.
var entities = []*entity{applicationEntity, groupEntity, servicePrincipalEntity, userEntity}

// entityOf is the type of a stored object; nil for other documents.
func entityOf(d resource.Document) *entity {
	for _, e := range entities {
		if e.kind == d.Kind {
			return e
		}
	}
	return nil
}

// property is a property by name, in any case.
func (e *entity) property(name string) (property, bool) {
	for _, p := range e.properties {
		if strings.EqualFold(p.name, name) {
			return p, true
		}
	}
	return property{}, false
}

// odataType is the type's name in answers that hold several types.
func (e *entity) odataType() string { return "#microsoft.graph." + e.name }

func (e *entity) unknownProperty(name string) error {
	return badRequest("Could not find a property named '%s' on type 'microsoft.graph.%s'.", name, e.name)
}

// plain makes properties of one form that are kept as they come.
func plain(form form, absent any, names ...string) []property {
	properties := make([]property, len(names))
	for i, name := range names {
		properties[i] = property{name: name, form: form, absent: absent}
	}
	return properties
}

// fixed makes properties that are the server's and always have the same value here.
func fixed(value any, names ...string) []property {
	properties := plain(formText, value, names...)
	for i := range properties {
		properties[i].readOnly = true
	}
	return properties
}

// hide makes properties that only $select shows.
func hide(properties []property) []property {
	for i := range properties {
		properties[i].hidden = true
	}
	return properties
}
