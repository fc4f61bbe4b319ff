package arm

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// get serves GET and HEAD of one resource.
func (e *Engine) get(ctx context.Context, c *Call) (*Response, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	if c.notModified(record) {
		return c.withEtag(&Response{Status: http.StatusNotModified}, record), nil
	}
	if c.Request.Method == http.MethodHead {
		return c.withEtag(&Response{Status: http.StatusNoContent}, record), nil
	}
	body, err := e.render(ctx, c, record)
	if err != nil {
		return nil, err
	}
	return c.withEtag(JSON(http.StatusOK, body), record), nil
}

// Load reads the resource of the call; where it is not there, the error says what is missing.
func (c *Call) Load(ctx context.Context) (resource.Record, error) {
	if c.Type.Get != nil {
		return c.Type.Get(ctx, c)
	}
	d, err := c.engine.Store.Get(ctx, c.Type.key(c.ID))
	if errors.Is(err, resource.ErrNotFound) {
		return resource.Record{}, c.engine.explainMissing(ctx, c)
	}
	if err != nil {
		return resource.Record{}, err
	}
	return c.engine.records.parse(c.Type, d)
}

// Missing is the error that says why the resource of the call is not there.
func (c *Call) Missing(ctx context.Context) error { return c.engine.explainMissing(ctx, c) }

// canonicalID is the id of a new resource: the fixed words in Azure's case, the
// names in the user's.
func (c *Call) canonicalID() string {
	var id string
	parent := c.ID.Parent()
	switch {
	case c.Type.nested():
		id = canonicalParent(c.engine, parent) + c.Type.Name[lastSlash(c.Type.Name):] + "/" + c.ID.Name()
	case c.Type.provider.Namespace == platform && c.Type.Scope == InSubscription:
		id = canonicalScope(parent) + "/" + c.Type.Name + "/" + c.ID.Name()
	default:
		id = canonicalScope(parent) + "/providers/" + c.Type.FullName() + "/" + c.ID.Name()
	}
	if c.Type.LowerGroups {
		return identity.LowerGroups(id)
	}
	return id
}

// canonicalParent writes the id of the resource that contains another one.
func canonicalParent(e *Engine, id resource.ID) string {
	t := e.typeOf(lower(id.Type()))
	if t == nil {
		return id.String()
	}
	parent := Call{Type: t, ID: id, engine: e}
	return parent.canonicalID()
}

// canonicalScope writes a subscription or a group with its fixed words; other
// scopes stay as they are.
func canonicalScope(id resource.ID) string {
	switch {
	case id.IsRoot():
		return ""
	case isGroup(id):
		return "/subscriptions/" + id.Subscription() + "/resourceGroups/" + id.ResourceGroup()
	case isSubscription(id):
		return "/subscriptions/" + id.Subscription()
	}
	return id.String()
}
