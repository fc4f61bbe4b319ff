package arm

import (
	"context"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// Disturbs says that what the unit does disturbs a machine. Where the machine's
// group is told of scheduled events, the unit comes to nothing for now, and what it
// does is done by an operation that waits for an event.
func (u *Unit) Disturbs(i scheduledevents.Impact) { u.impacts = append(u.impacts, i) }

// forget takes back what the unit has written and demanded. What it read must
// still be unchanged.
func (u *Unit) forget() {
	u.puts, u.gone, u.checks = make(map[string]resource.Document), make(map[string]bool), nil
}

// awaited are those of the impacts of whose kind the machines are told. A machine
// that is to be disturbed already is not disturbed twice; it may only be deleted.
func (e *Engine) awaited(ctx context.Context, u *Unit, impacts []scheduledevents.Impact) ([]scheduledevents.Impact, error) {
	var awaited []scheduledevents.Impact
	now := e.Sources.Now()
	for at, i := range impacts {
		if slices.ContainsFunc(impacts[:at], func(first scheduledevents.Impact) bool { return first.Group == i.Group && first.Machine == i.Machine }) {
			continue // it is told of the first
		}
		board, _, err := scheduledevents.Read(ctx, u, i.Group)
		if err != nil {
			return nil, err
		}
		if before, ok := board.At(now).Of(i.Machine); ok && (i.Type != scheduledevents.Terminate || before.Type == scheduledevents.Terminate) {
			return nil, resource.Conflict("AnotherOperationInProgress", "Another operation on this or dependent resource is in progress: the event '%s' of type %s is scheduled for the machine '%s'.", before.ID, before.Type, i.Machine)
		}
		if board.Watched(now) {
			awaited = append(awaited, i)
		}
	}
	return awaited, nil
}

// announceEvents schedules an operation's events: it ends its time after the last
// of them may start.
func (e *Engine) announceEvents(ctx context.Context, u *Unit, o *operation, impacts []scheduledevents.Impact) error {
	now := e.Sources.Now().UTC()
	key := operationKey(o.Subscription, o.ID)
	o.Done, o.Takes, o.NotBefore = false, o.Ends.Sub(o.Started), now
	for _, i := range impacts {
		board, _, err := scheduledevents.Read(ctx, u, i.Group)
		if err != nil {
			return err
		}
		event := board.Add(now, e.Sources.NewGUID(), key, i)
		u.Put(board.Document())
		o.await(i.Group, event)
	}
	o.Ends = o.NotBefore.Add(o.Takes)
	u.Put(o.document())
	return nil
}

func (o *operation) await(group string, e scheduledevents.Event) {
	for _, known := range o.Boards {
		if known == group {
			group = ""
		}
	}
	if group != "" {
		o.Boards = append(o.Boards, group)
	}
	if e.NotBefore.After(o.NotBefore) {
		o.NotBefore = e.NotBefore
	}
}

// deferred makes what the unit of an action did an operation that waits for events,
// if a machine is to be told of them; false where none is.
func (c *Call) deferred(ctx context.Context, u *Unit) (bool, error) {
	if len(u.impacts) == 0 || c.operationFate() != nil {
		return false, nil // a fault decides, and nobody is told
	}
	impacts, err := c.engine.awaited(ctx, u, u.impacts)
	if err != nil || len(impacts) == 0 {
		return false, err
	}
	if err := u.checkGone(ctx); err != nil {
		return false, err
	}
	return true, c.engine.announceEvents(ctx, u, c.repeatable(ctx, u, c.takes), impacts)
}

// repeatable takes back what the unit did, and begins an operation that does it once
// more.
func (c *Call) repeatable(ctx context.Context, u *Unit, takes time.Duration) *operation {
	u.forget()
	o := c.beginOperation(u, c.action, c.engine.locationOf(ctx, u, c.ID), takes, false)
	o.Version, o.Body = c.Version, c.Request.Body
	c.acted = &o
	return &o
}

// postponeAction has what the unit of an action did done later, where operations
// take time.
func (c *Call) postponeAction(ctx context.Context, u *Unit) error {
	if c.engine.Pace == AtOnce || c.operationFate() != nil {
		return nil
	}
	if err := u.checkGone(ctx); err != nil {
		return err
	}
	o := c.repeatable(ctx, u, c.later)
	o.Done = false
	u.Put(o.document())
	return nil
}

// RemoveLater has an operation of its own remove the resource with an id after an
// event, if its machine is told of events; false where it is not. The caller says
// in the resource that it is on its way out.
func (c *Call) RemoveLater(ctx context.Context, u *Unit, id resource.ID, impact scheduledevents.Impact) (bool, error) {
	impacts, err := c.engine.awaited(ctx, u, []scheduledevents.Impact{impact})
	if err != nil || len(impacts) == 0 {
		return false, err
	}
	inner := Call{Request: &Request{ID: c.engine.Sources.NewGUID()}, Type: c.engine.typeOf(lower(id.Type())), ID: id, engine: c.engine, trial: true}
	var takes time.Duration
	if c.engine.Pace == AsAzure {
		takes = inner.Type.Operations.Delete
	}
	o := inner.beginOperation(u, "delete", c.engine.locationOf(ctx, u, id), takes, true)
	return true, c.engine.announceEvents(ctx, u, &o, impacts)
}
