package arm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Reference says that a member of a type's body names another resource: one that
// must be there, on which the caller needs a right, and which cannot be deleted
// while it is named.
type Reference struct {
	// Path leads from the body to the id. A segment may be "*" for every element
	// of an array: "properties.ipConfigurations.*.properties.subnet.id".
	Path string
	// Type is what must be named, such as "Microsoft.Network/virtualNetworks/subnets".
	Type string
	// Action is the right that naming it takes, such as
	// "Microsoft.Network/virtualNetworks/subnets/join/action".
	Action string
}

// Named is an id that a body holds, and where.
type Named struct {
	ID        resource.ID
	At        string // such as "properties.ipConfigurations[0].properties.subnet.id"
	Reference Reference
}

// NamedIn reads the ids that a body names by the given references. A member that
// is absent or null names nothing.
func NamedIn(body any, references []Reference) ([]Named, error) {
	var all []Named
	for _, r := range references {
		err := visit(body, r.Path, "", func(at string, value any) error {
			id, err := r.read(at, value)
			all = append(all, Named{ID: id, At: at, Reference: r})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// visit calls fn with every value at a path, but for null.
func visit(value any, path, at string, fn func(at string, value any) error) error {
	if value == nil {
		return nil
	}
	if path == "" {
		return fn(at, value)
	}
	head, rest, _ := strings.Cut(path, ".")
	if head != "*" {
		member, _, _ := document.Member(value, head)
		return visit(member, rest, strings.TrimPrefix(at+"."+head, "."), fn)
	}
	elements, _ := value.([]any)
	for i, element := range elements {
		if err := visit(element, rest, fmt.Sprintf("%s[%d]", at, i), fn); err != nil {
			return err
		}
	}
	return nil
}

// ReadReference reads the id of a resource in a group that a body holds at a path.
func ReadReference(value any, at string) (resource.ID, error) {
	text, _ := value.(string)
	id, err := resource.ParseID(text)
	if err != nil || id.ResourceGroup() == "" || text[0] != '/' {
		return id, resource.Invalid("LinkedInvalidPropertyId", "Property id '%v' at path '%s' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.", value, at)
	}
	return id, nil
}

func (r Reference) read(at string, value any) (resource.ID, error) {
	id, err := ReadReference(value, at)
	if err != nil {
		return id, err
	}
	if !equalFold(id.Type(), r.Type) {
		return id, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidRequestFormat", Message: "Cannot parse the request.", Details: []resource.Error{{
			Kind: resource.KindInvalid, Code: "InvalidJsonReferenceWrongType",
			Message: fmt.Sprintf("Reference Id %s is referencing resource of a wrong type. The Id is expected to reference resources of type %s. Path %s.", value, r.Type[strings.Index(r.Type, "/")+1:], at),
		}}}
	}
	return id, nil
}

// follow checks what the type declares as references, and marks it as used.
func (w *Write) follow(ctx context.Context) error {
	named, err := w.Follow(ctx, w.Type.References)
	for _, n := range named {
		w.Uses(n.ID)
	}
	return err
}

// Follow checks references of the resource: the rights on what the request
// itself names, and that everything named is there. It marks nothing as used.
func (w *Write) Follow(ctx context.Context, references []Reference) ([]Named, error) {
	sent, err := NamedIn(w.Body, references)
	if err != nil {
		return nil, err
	}
	for _, r := range references {
		var scopes []resource.ID
		for _, n := range sent {
			if n.Reference == r {
				scopes = append(scopes, n.ID)
			}
		}
		if err := w.Require(ctx, r.Action, scopes...); err != nil {
			return nil, err
		}
	}
	all, err := NamedIn(map[string]any{"properties": w.Properties}, references)
	if err != nil {
		return nil, err
	}
	for _, n := range all {
		if err := w.mustExist(ctx, n.ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Join checks the resources that the written one is connected to, for what a type
// cannot declare as References: the caller needs a right on those that the request
// itself names, all must be there, and all are marked as used.
func (w *Write) Join(ctx context.Context, action string, all, named []resource.ID) error {
	if err := w.Require(ctx, action, named...); err != nil {
		return err
	}
	for _, id := range all {
		if err := w.mustExist(ctx, id); err != nil {
			return err
		}
		w.Uses(id)
	}
	return nil
}

// mustExist checks that a resource named is there: as a document, or as an
// element of the resource that contains it.
func (w *Write) mustExist(ctx context.Context, id resource.ID) error {
	_, err := w.Unit.Get(ctx, id.Key())
	if !errors.Is(err, resource.ErrNotFound) {
		return err
	}
	there, err := w.elementExists(ctx, id)
	if err != nil || there {
		return err
	}
	return resource.Invalid("InvalidResourceReference", "Resource %s referenced by resource %s was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.", id, w.Record.ID)
}

// elementExists reports whether the resource that contains id has an element of
// id's name in the array that its kind of element stands in.
func (w *Write) elementExists(ctx context.Context, id resource.ID) (bool, error) {
	parent, err := w.Unit.Record(ctx, id.Parent())
	if errors.Is(err, resource.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	properties, err := readProperties(parent.Properties)
	if err != nil {
		return false, err
	}
	kind := id.Type()
	for _, element := range document.Array(properties, kind[lastSlash(kind)+1:]) {
		if equalFold(document.String(element, "name"), id.Name()) {
			return true, nil
		}
	}
	return false, nil
}
