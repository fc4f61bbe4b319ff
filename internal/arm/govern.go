package arm

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Policies have their say in writes. They may be asked several times about one.
type Policies interface {
	// Amends reports whether they may change a write of the resource with this id.
	Amends(id resource.ID) bool
	// Amend is the body with which a write is to be carried out in place of its own.
	// The write is only tried: it has put the resource into a unit that comes to nothing.
	Amend(ctx context.Context, w *Write) (map[string]any, error)
	// Judge is asked in the unit of a write, once that has put the resource there; its
	// error stops the write.
	Judge(ctx context.Context, w *Write) error
}

// govern lets policies judge a write.
func (w *Write) govern(ctx context.Context) error {
	if w.engine.Policies == nil {
		return nil
	}
	return w.engine.Policies.Judge(ctx, w)
}

// amended is the body of a write as policies have it. A write that cannot be tried
// is left as it is, and says itself what is wrong with it.
func (c *Call) amended(ctx context.Context, u *Unit, body map[string]any) (map[string]any, error) {
	if c.engine.Policies == nil || !c.engine.Policies.Amends(c.ID) {
		return body, nil
	}
	tried := *c
	tried.trial, tried.known = true, nil
	w := &Write{Call: &tried, Unit: u.trial(), Body: document.Clone(body).(map[string]any)}
	if err := w.perform(ctx); err != nil {
		return body, nil //nolint:nilerr // it is met again
	}
	return c.engine.Policies.Amend(ctx, w)
}

// Seen is the resource as a client would see it after the write, and after the
// operation that it begins.
func (w *Write) Seen(ctx context.Context) ([]byte, error) {
	seen, record := *w.Call, w.Record
	seen.known, record.Pending = nil, nil
	seen.engine = w.engine.over(overlay{w.Unit.store, w.Unit})
	return seen.engine.render(ctx, &seen, record)
}

// Ends is when the operation that the write begins is over: now, where it begins none.
func (w *Write) Ends() time.Time {
	if w.operation == nil {
		return w.engine.Sources.Now().UTC()
	}
	return w.operation.Ends
}

// Seen is a stored resource as a client would see it at the newest api-version of
// its type, which it returns.
func (e *Engine) Seen(ctx context.Context, record resource.Record) ([]byte, Version, error) {
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return nil, "", err
	}
	t := e.typeOf(lower(record.Type))
	if t == nil {
		return nil, "", notFound(id)
	}
	c := &Call{Request: new(Request), Type: t, ID: id, Version: t.Versions[len(t.Versions)-1], engine: e}
	body, err := e.render(ctx, c, record)
	return body, c.Version, err
}

// Settled reports whether no operation runs on a resource, and whether the last
// one failed.
func (e *Engine) Settled(r resource.Record) (settled, failed bool) {
	return e.pending(r) == "", r.Pending != nil && r.Pending.Then == failedState
}

// Event makes the document of an event of the activity log that tells of more than
// a request.
func (e *Engine) Event(event Event, subscription string) resource.Document {
	event.Time = e.Sources.Now().UTC()
	event.ID = e.Sources.Next("event", event.RequestID+event.Action+event.Scope).NewGUID()
	if !resource.IsGUID(event.CorrelationID) {
		event.CorrelationID = event.RequestID
	}
	return resource.Document{Key: EventKey(subscription, event.Time, event.ID), Kind: EventKind, Body: document.Write(event)}
}
