package arm

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Make makes a resource that another one brings with it, in the unit that makes
// or changes that one: a machine of a scale set, its interface. To its type it is
// a PUT of the body, before which change, which may be nil, has its way. The
// provider does it for itself, as Azure's does: the caller's rights are not asked
// about. It is the type's own error where the body is wrong.
func (e *Engine) Make(ctx context.Context, c *Call, u *Unit, id resource.ID, body map[string]any, change func(w *Write) error) (*Write, error) {
	made, err := e.within(c, http.MethodPut, id)
	if err != nil {
		return nil, err
	}
	made.provides, made.asked = true, made.Type.action("write")
	w := &Write{Call: made, Unit: u, Body: body}
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	if change != nil {
		if err := change(w); err != nil {
			return nil, err
		}
	}
	if err := w.finish(ctx); err != nil {
		return nil, err
	}
	if err := w.govern(ctx); err != nil {
		return nil, err
	}
	made.log(u, w.status())
	return w, nil
}

// Drop deletes a resource that goes with another one or with a part of it, in the
// unit of the call, with all that stands beneath it; nothing where it is not
// there. The provider does it for itself: no right is asked for. A lock on the
// resource itself, or on what is in it, stops the whole unit.
func (e *Engine) Drop(ctx context.Context, c *Call, u *Unit, id resource.ID) error {
	dropped, err := e.within(c, http.MethodDelete, id)
	if err != nil {
		return err
	}
	d, err := u.Get(ctx, dropped.Type.key(id))
	if errors.Is(err, resource.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	// Locks beneath it would go with it, so that they are looked for here.
	locks, err := locksOf(ctx, u, id)
	if err == nil {
		err = refuseWithin(locks, id.Key())
	}
	if err != nil {
		return err
	}
	dropped.asked = dropped.Type.action("delete")
	dropped.log(u, http.StatusOK)
	return e.takeOut(ctx, u, dropped, d)
}

// within is a call about another resource that a call brings with it.
func (e *Engine) within(c *Call, method string, id resource.ID) (*Call, error) {
	t := e.Type(id.Type())
	if t == nil {
		return nil, notFound(id)
	}
	request := *c.Request
	request.Method, request.Header, request.Body, request.Beside = method, nil, nil, nil
	// Faults are for what a client asks for, and not for what that brings with it.
	return &Call{Request: &request, Caller: c.Caller, Version: t.Versions[len(t.Versions)-1], Type: t, ID: id, engine: e, fated: true}, nil
}
