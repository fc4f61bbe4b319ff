package arm

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Rewrite changes a resource on behalf of a call that is about something else: an
// element inside it, or its tags. To its type it is a PATCH with an empty body,
// after which change has had its way; preconditions of the call do not apply, and
// the caller's right to it is the call's own. It is the resource's own error
// where it is not there.
func (e *Engine) Rewrite(ctx context.Context, c *Call, u *Unit, id resource.ID, change func(w *Write) error) (*Write, error) {
	call, err := e.within(c, http.MethodPatch, id)
	if err != nil {
		return nil, err
	}
	w := &Write{Call: call, Unit: u, Body: make(map[string]any)}
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	if err := change(w); err != nil {
		return nil, err
	}
	return w, w.finish(ctx)
}

// ChangeRecord has change alter a resource as it is stored, in a unit of work of the
// call, and answers 200; 404 where it is not there. What change puts is all that is
// written.
func (c *Call) ChangeRecord(ctx context.Context, id resource.ID, change func(u *Unit, d resource.Document, record resource.Record) error) (*Response, error) {
	err := c.Work(ctx, id.Key(), func(u *Unit) error {
		record, d, err := resource.Load(ctx, u, id.Key())
		if errors.Is(err, resource.ErrNotFound) {
			return c.Missing(ctx)
		}
		if err != nil {
			return err
		}
		return change(u, d, record)
	})
	if err != nil {
		return nil, err
	}
	return &Response{Status: http.StatusOK}, nil
}

// CheckMatch judges If-Match and If-None-Match of a write to a resource of the
// call's type, of which old is the present state; nil for none.
func (c *Call) CheckMatch(old *resource.Record) error { return checkMatch(c, old) }

// Answer is the answer to a write or a read of a resource of the call's type.
func (c *Call) Answer(ctx context.Context, status int, record resource.Record) (*Response, error) {
	body, err := c.engine.render(ctx, c, record)
	if err != nil {
		return nil, err
	}
	return c.withEtag(JSON(status, body), record), nil
}
