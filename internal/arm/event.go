package arm

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Event is an entry of the activity log: a write, or a request that was denied.
type Event struct {
	ID            string    `json:"id"` // GUID
	Time          time.Time `json:"time"`
	CorrelationID string    `json:"correlationId"`
	RequestID     string    `json:"requestId"`
	ClientID      string    `json:"clientRequestId,omitempty"` // the client's own id of its request
	Caller        string    `json:"caller"`                    // object id
	CallerName    string    `json:"callerName"`                // client id, or a person's user name
	Action        string    `json:"action"`                    // RBAC action
	Scope         string    `json:"scope"`                     // id of the resource
	Type          string    `json:"type,omitempty"`            // of the resource
	Method        string    `json:"method"`
	Status        int       `json:"status"` // HTTP
	Code          string    `json:"code,omitempty"`
	Message       string    `json:"message,omitempty"`
}

// EventKind is the document kind of events.
const EventKind = "azimuth/event"

// EventsUnder is the key beneath which a subscription's events stand, newest first.
func EventsUnder(subscription string) string { return "/events/" + lower(subscription) }

// EventKey is where an event stands. Keys sort by time, the latest first.
func EventKey(subscription string, at time.Time, id string) string {
	return fmt.Sprintf("%s/%020d-%s", EventsUnder(subscription), math.MaxInt64-at.UnixNano(), id)
}

// ParseEvent reads a stored event.
func ParseEvent(d resource.Document) (Event, error) {
	var e Event
	if err := json.Unmarshal(d.Body, &e); err != nil {
		return e, fmt.Errorf("arm: %s: %w", d.Key, err)
	}
	return e, nil
}

// IsHistory reports whether a document only tells of what was: an event, or an
// operation with nothing left to do.
func IsHistory(d resource.Document) bool {
	if d.Kind != operationKind {
		return d.Kind == EventKind
	}
	o, err := parseOperation(d)
	return err == nil && o.Done
}

// event is the document that says what the call did or was denied; false for
// calls outside any subscription, which have no log.
func (c *Call) event(status int, failure *resource.Error) (resource.Document, bool) {
	subscription := c.ID.Subscription()
	if subscription == "" {
		return resource.Document{}, false
	}
	e := Event{
		ID: c.engine.Sources.For("event", c.Request.ID).NewGUID(), Time: c.engine.Sources.Now().UTC(), RequestID: c.Request.ID,
		CorrelationID: c.Request.Header.Get("X-Ms-Correlation-Request-Id"), ClientID: c.Request.Header.Get("X-Ms-Client-Request-Id"),
		Caller: c.Caller.ObjectID, CallerName: c.Caller.Name, Action: c.asked, Scope: c.ID.String(), Method: c.Request.Method, Status: status,
	}
	if !resource.IsGUID(e.CorrelationID) {
		e.CorrelationID = e.RequestID
	}
	if c.Type != nil {
		e.Type = c.Type.FullName()
	}
	if failure != nil {
		e.Code, e.Message = failure.Code, failure.Message
	}
	body, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return resource.Document{Key: EventKey(subscription, e.Time, e.ID), Kind: EventKind, Body: body}, true
}

// log puts the event of what the call does into the unit that does it, and has
// the unit know who is to write beside it.
func (c *Call) log(u *Unit, status int) {
	if d, ok := c.event(status, nil); ok {
		u.Put(d)
	}
	if beside := c.Request.Beside; beside != nil {
		u.beside = func(u *Unit) error { return beside(u, status, u.underway()) }
	}
}

// logDenied writes the event of a request that was denied, into the log of a
// subscription that is there.
func (c *Call) logDenied(ctx context.Context, denied *resource.Error) error {
	d, ok := c.event(http.StatusForbidden, denied)
	if !ok {
		return nil
	}
	there, err := exists(ctx, c.engine.Store, c.ID.SubscriptionID())
	if err != nil || !there {
		return err
	}
	_, err = c.engine.Store.Update(ctx, resource.Batch{Puts: []resource.Document{d}})
	return err
}
