package arm

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// govern lets policies have their say in a write.
func (w *Write) govern(ctx context.Context) error {
	if w.engine.Govern == nil {
		return nil
	}
	return w.engine.Govern(ctx, w)
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
