package graph

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// create makes an object.
func (x *exchange) create(e *entity) (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	ids, err := x.newIDs(e, body)
	if err != nil {
		return nil, err
	}
	o := object{entity: e, ids: ids, tree: map[string]any{
		"id":              ids.ID,
		"createdDateTime": moment(x.config.Sources.Now()),
	}}
	if err := e.prepare(x, o, body); err != nil {
		return nil, err
	}
	if err := x.take(o, body); err != nil {
		return nil, err
	}
	ctx := x.request.Context()
	err = x.directory.Change(ctx, func(c *directory.Change) error {
		if err := e.put(ctx, c, o.document()); err != nil || e.created == nil {
			return err
		}
		return e.created(ctx, c, o, body)
	})
	if err != nil {
		return nil, err
	}
	d, err := x.directory.Object(ctx, o.text("id"))
	if err != nil {
		return nil, err
	}
	if o, err = open(d); err != nil {
		return nil, err
	}
	shown := x.show(o, nil)
	shown["@odata.context"] = x.context(e.set, nil, true)
	return &reply{
		status:   http.StatusCreated,
		location: x.root + "/v2/" + x.config.TenantID + "/directoryObjects/" + o.text("id") + "/Microsoft.DirectoryServices." + e.legacy,
		body:     shown,
	}, nil
}

// newIDs are the ids of an object that is made: those that the program itself
// chose, which must be free, or new ones.
func (x *exchange) newIDs(e *entity, body map[string]any) (resource.GivenIDs, error) {
	ctx := x.request.Context()
	given := resource.IDsOf(ctx)
	if given.ID != "" {
		if _, err := x.directory.Object(ctx, given.ID); resource.AsError(err).Kind != resource.KindNotFound {
			return given, inUse(given.ID, err)
		}
	}
	if given.AppID != "" {
		if _, err := x.directory.ServicePrincipalOf(ctx, given.AppID); resource.AsError(err).Kind != resource.KindNotFound {
			return given, inUse(given.AppID, err)
		}
	}
	name := cmp.Or(document.String(body, "userPrincipalName"), document.String(body, "appId"), document.String(body, "displayName"))
	fresh := x.config.Sources.Next(e.name, name)
	id, appID := fresh.NewGUID(), fresh.NewGUID()
	return resource.GivenIDs{ID: cmp.Or(strings.ToLower(given.ID), id), AppID: cmp.Or(strings.ToLower(given.AppID), appID)}, nil
}

func inUse(id string, err error) error {
	if err != nil {
		return err
	}
	return badRequest("Another object with the id '%s' is there already.", id)
}

// moment is a time as Graph writes it: whole seconds, UTC.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// update changes the properties that the body names.
func (x *exchange) update(e *entity) (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	return noContent, x.change(e, func(o object) error { return x.take(o, body) })
}

// change changes the object that the path names, in one commit.
func (x *exchange) change(e *entity, fn func(o object) error) error {
	ctx := x.request.Context()
	found, err := e.find(ctx, x.directory, x.keys[0])
	if err != nil {
		return err
	}
	return x.directory.Change(ctx, func(c *directory.Change) error {
		d, err := c.Existing(ctx, found.Key, x.keys[0].text)
		if err != nil {
			return err
		}
		o, err := open(d)
		if err != nil {
			return err
		}
		if err := fn(o); err != nil {
			return err
		}
		return e.put(ctx, c, o.document())
	})
}

// delete ends the object that the path names.
func (x *exchange) delete(e *entity) (*reply, error) {
	d, err := e.find(x.request.Context(), x.directory, x.keys[0])
	if err != nil {
		return nil, err
	}
	return x.remove(d)
}

// deleteObject is delete for objects of any type.
func (x *exchange) deleteObject() (*reply, error) {
	d, err := x.directory.Object(x.request.Context(), x.keys[0].text)
	if err != nil {
		return nil, err
	}
	return x.remove(d)
}

func (x *exchange) remove(found resource.Document) (*reply, error) {
	ctx := x.request.Context()
	return noContent, x.directory.Change(ctx, func(c *directory.Change) error {
		d, err := c.Existing(ctx, found.Key, x.keys[0].text)
		if err != nil {
			return err
		}
		return c.Delete(ctx, d)
	})
}

// take puts what a body says into an object. Annotations are no properties.
func (x *exchange) take(o object, body map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(body)) {
		sent := body[name]
		if strings.Contains(name, "@") {
			continue
		}
		p, ok := o.property(name)
		if !ok {
			return badProperty(name, "Invalid property '%s'.", name)
		}
		if p.readOnly {
			if sent == nil || document.Equal(sent, x.shown(o, p)) {
				continue // clients send back what they read
			}
			return badProperty(p.name, "Property '%s' is read-only and cannot be set.", p.name)
		}
		if !p.form.takes(sent) || sent == nil && p.form == formFlag && p.kept {
			return badProperty(p.name, "Invalid value specified for property '%s' of resource '%s'.", p.name, o.legacy)
		}
		value := sent
		if p.read != nil {
			var err error
			if value, err = p.read(x, o, sent); err != nil {
				return err
			}
		}
		if p.unstored {
			continue
		}
		if old := o.stored(p); p.form == formObject && old != nil && value != nil {
			value = document.Merge(old, value)
		}
		o.store(p, value)
	}
	return nil
}

// takes reports whether a property of the form may have a value; any may be null.
func (f form) takes(value any) bool {
	ok := value == nil
	switch f {
	case formText:
		_, isText := value.(string)
		ok = ok || isText
	case formFlag:
		_, isFlag := value.(bool)
		ok = ok || isFlag
	case formObject:
		_, isObject := value.(map[string]any)
		ok = ok || isObject
	case formTexts, formObjects:
		elements, isArray := value.([]any)
		ok = ok || isArray
		for _, element := range elements {
			_, isText := element.(string)
			_, isObject := element.(map[string]any)
			ok = ok && (f == formTexts && isText || f == formObjects && isObject)
		}
	}
	return ok
}
