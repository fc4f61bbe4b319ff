package arm

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// As carries out a request on behalf of a caller who was authenticated before:
// what the server does for somebody takes the same way as what they do
// themselves. Its errors are those of Do.
func (e *Engine) As(ctx context.Context, caller Caller, r *Request) (*Response, error) {
	c := &Call{Request: r, Caller: caller, engine: e}
	response, err := e.do(ctx, c)
	return response, e.deniedTo(ctx, c, err)
}

// Enter begins a request on the resource at its path as As does, and leaves the
// rest to the caller: the resource's type is known, and the call is authorised.
func (e *Engine) Enter(ctx context.Context, caller Caller, r *Request, verb string) (*Call, error) {
	c := &Call{Request: r, Caller: caller, engine: e}
	id, err := resource.ParseID(r.Path)
	if err != nil {
		return nil, err
	}
	if c.Version, err = readVersion(r.Query); err != nil {
		return nil, err
	}
	if c.Type, err = e.TypeAt(id, c.Version); err != nil {
		return nil, err
	}
	c.ID = id
	return c, e.deniedTo(ctx, c, e.authorize(c, c.Type.action(verb), id))
}

// deniedTo notes in the activity log that the call was denied, where it was.
func (e *Engine) deniedTo(ctx context.Context, c *Call, err error) error {
	if denied, ok := errors.AsType[*resource.Error](err); ok && denied.Kind == resource.KindForbidden {
		return errors.Join(err, c.logDenied(ctx, denied))
	}
	return err
}

// TypeAt is the type of the resource with an id, which must be one that is served
// there at the api-version.
func (e *Engine) TypeAt(id resource.ID, v Version) (*ResourceType, error) {
	t, err := parseTarget(strings.Split(strings.TrimPrefix(id.String(), "/"), "/"))
	if err != nil {
		return nil, err
	}
	declared, err := e.lookUp(t, len(t.names), v)
	if err != nil {
		return nil, err
	}
	return declared, e.accept(declared, v)
}

// May reports whether a caller may do something ("read", "write", "delete") to
// a resource of a type, and which RBAC action that is.
func (e *Engine) May(caller Caller, verb string, t *ResourceType, id resource.ID) (action string, ok bool) {
	action = t.action(verb)
	return action, e.allowed(caller, action, id)
}

// Exists reports whether a document stands at an id.
func (e *Engine) Exists(ctx context.Context, id resource.ID) (bool, error) {
	return exists(ctx, e.Store, id)
}
