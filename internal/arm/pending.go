package arm

import (
	"context"
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// pending is the state in which a resource is for as long as an operation on it
// runs; "" afterwards.
func (e *Engine) pending(r resource.Record) string {
	if r.Pending == nil || e.ended(*r.Pending) {
		return ""
	}
	return r.Pending.State
}

// ended reports whether the operation on a resource has ended.
func (e *Engine) ended(p resource.Pending) bool {
	return p.Ends != nil && !e.Sources.Now().Before(*p.Ends) && !e.Faults.Holds(p.Held)
}

// checkBusy refuses a write to a resource on which an operation runs.
func (e *Engine) checkBusy(r resource.Record) error {
	state := e.pending(r)
	if state == "" {
		return nil
	}
	if r.Type == "Microsoft.Resources/resourceGroups" {
		return groupBeingDeleted(r)
	}
	return resource.Conflict("AnotherOperationInProgress", "Another operation on this or dependent resource is in progress: the resource '%s' is in the state '%s'.", r.ID, state)
}

func groupBeingDeleted(r resource.Record) error {
	return resource.Conflict("ResourceGroupBeingDeleted", "The resource group '%s' is in deprovisioning state and cannot perform this operation.", r.ID[lastSlash(r.ID)+1:])
}

// CheckBusy refuses an action on a resource on which an operation runs.
func (e *Engine) CheckBusy(r resource.Record) error { return e.checkBusy(r) }

// checkGroup refuses writes into a group that is being deleted.
func (e *Engine) checkGroup(ctx context.Context, g resource.Getter, id resource.ID) error {
	group, ok := id.ResourceGroupID()
	if !ok || group.Equal(id) || !e.settler.removes() {
		return nil
	}
	d, err := g.Get(ctx, group.Key())
	if err != nil {
		return nil //nolint:nilerr // a group that is missing is somebody else's error
	}
	record, err := resource.ParseRecord(d)
	if err == nil && e.pending(record) != "" {
		return groupBeingDeleted(record)
	}
	return err
}

// takesTime reports whether a write runs as an operation: those that change
// tags alone do not.
func (w *Write) takesTime() bool {
	if w.Type.Operations == nil || w.Type.Operations.Creating == "" || w.Patching() && w.onlyTags() && !w.lasts {
		return false
	}
	return w.paced()
}

// onlyTags reports whether the body has nothing but tags.
func (w *Write) onlyTags() bool {
	for name := range w.Body {
		if !equalFold(name, "tags") {
			return false
		}
	}
	return true
}

// delay makes a write an operation that ends later.
func (w *Write) delay() {
	if !w.takesTime() {
		return
	}
	style := w.Type.Operations
	state, takes := style.Updating, style.Update
	if w.Old == nil {
		state, takes = style.Creating, style.Create
	}
	o := w.beginOperation(w.Unit, "write", w.location(), takes, false)
	w.operation = &o
	f := w.operationFate()
	if state == settled && f == nil {
		return
	}
	if state == settled {
		state = "Updating"
	}
	w.Record.Pending = &resource.Pending{State: state, Ends: &o.Ends, Unresolved: w.unresolved(), Held: o.Held, Then: f.afterwards()}
	if o.Lasts {
		w.Record.Pending.Ends = nil // who ends the operation ends this, too
	}
}

// settled is the state that no operation changes: a resource in it is there at once.
const settled = "Succeeded"

// unresolved are the user-assigned identities whose principals the answer to the
// write does not show yet: those that it adds, and for some types, in older
// api-versions, all.
func (w *Write) unresolved() []string {
	if w.Version.Before(w.Type.ResolvedSince) {
		return w.Identity.Added(identity.Assigned{})
	}
	return w.Identity.Added(w.OldIdentity)
}

// location is the region of the resource, or of what contains it.
func (w *Write) location() string {
	if w.Record.Location != "" {
		return w.Record.Location
	}
	return w.engine.locationOf(context.Background(), w.Unit, w.ID)
}

// locationOf is the region of the nearest resource around an id that has one.
func (e *Engine) locationOf(ctx context.Context, g resource.Getter, id resource.ID) string {
	for !id.IsRoot() {
		if d, err := g.Get(ctx, id.Key()); err == nil {
			if record, err := e.parse(d); err == nil && record.Location != "" {
				return record.Location
			}
		}
		id = id.Parent()
	}
	return "global"
}

// showPending puts the state of a running operation into the properties.
func (e *Engine) showPending(s *Shown) error {
	state := e.pending(s.Record)
	within := state != ""
	if !within && s.Record.Pending != nil {
		state = s.Record.Pending.Then
	}
	if state == "" {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	document.Set(properties, provisioningState, state)
	if within {
		showWithin(properties, state)
	}
	return nil
}

const provisioningState = "provisioningState"

// showWithin shows the state of a resource in its parts too, where they have one.
func showWithin(value any, state string) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			showWithin(element, state)
		}
	case map[string]any:
		if v[provisioningState] == settled {
			v[provisioningState] = state
		}
		for _, member := range v {
			showWithin(member, state)
		}
	}
}

// removeOrPostpone removes a resource; the operation is nil then. Where operations
// take time, and where machines are told before, it begins one, and leaves the
// resource there until that ends. That the resource may be deleted is found out now:
// the deletion is done in the unit and taken back.
func (e *Engine) removeOrPostpone(ctx context.Context, u *Unit, c *Call, d resource.Document, record resource.Record) (*operation, error) {
	if c.paced() {
		impacts, err := e.tryRemoval(ctx, u, c, d)
		if err != nil {
			return nil, err
		}
		if c.operationFate() != nil {
			impacts = nil // a fault decides, and nobody is told
		}
		if impacts, err = e.awaited(ctx, u, impacts); err != nil {
			return nil, err
		}
		return e.postpone(ctx, u, c, d, record, c.Type.Operations.Delete, impacts)
	}
	if err := e.removeTree(ctx, u, c, d); err != nil || c.Type.Operations == nil {
		return nil, err
	}
	impacts, err := e.awaited(ctx, u, u.impacts)
	if err != nil || len(impacts) == 0 {
		return nil, err
	}
	if err := u.checkGone(ctx); err != nil {
		return nil, err
	}
	u.forget()
	return e.postpone(ctx, u, c, d, record, 0, impacts)
}

// postpone begins the operation that removes a resource, which shows that it goes.
func (e *Engine) postpone(ctx context.Context, u *Unit, c *Call, d resource.Document, record resource.Record, takes time.Duration, impacts []scheduledevents.Impact) (*operation, error) {
	o := c.beginOperation(u, "delete", e.locationOf(ctx, u, c.ID), takes, true)
	record.Pending = &resource.Pending{State: "Deleting", Held: o.Held}
	if o.Error != nil {
		record.Pending.Ends, record.Pending.Then = &o.Ends, failedState
	}
	u.Put(record.Document(d.Indexes...))
	if len(impacts) == 0 {
		return &o, nil
	}
	return &o, e.announceEvents(ctx, u, &o, impacts)
}

// tryRemoval finds out whether a resource may be deleted and what that does to
// machines, and changes nothing.
func (e *Engine) tryRemoval(ctx context.Context, u *Unit, c *Call, d resource.Document) ([]scheduledevents.Impact, error) {
	trial := u.trial()
	if err := e.removeTree(ctx, trial, c, d); err != nil {
		return nil, err
	}
	return trial.impacts, trial.checkGone(ctx)
}

// accepted is the answer to a deletion or an action that goes on.
// What waits for a machine's consent may be asked for more often than what takes
// its time.
func (c *Call) accepted(o operation) *Response {
	r := &Response{Status: http.StatusAccepted}
	retryAfter := c.Type.Operations.RetryDelete
	if !c.paced() {
		retryAfter = 1
	}
	c.announce(r, o, retryAfter)
	return r
}
