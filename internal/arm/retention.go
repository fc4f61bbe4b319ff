package arm

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// Retention is how long the server remembers what happened.
type Retention struct {
	// Events is how old an event of the activity log may become; Azure keeps 90 days.
	Events time.Duration
	// MaxEvents is how many events a subscription's log may hold.
	MaxEvents int
	// Operations is how long an operation can be asked for after its end.
	Operations time.Duration
}

// DefaultRetention is Azure's age, and a size that suits a laptop.
var DefaultRetention = Retention{Events: 90 * 24 * time.Hour, MaxEvents: 100_000, Operations: 24 * time.Hour}

// tidyBatch is how many documents one commit of Tidy removes.
const tidyBatch = 500

// Tidy forgets what is older or more than is to be kept.
func (e *Engine) Tidy(ctx context.Context, keep Retention) error {
	subscriptions, _, err := e.Store.List(ctx, resource.Query{Kind: "microsoft.resources/subscriptions"})
	if err != nil {
		return err
	}
	now := e.Sources.Now()
	for _, d := range subscriptions {
		id, err := resource.ParseID(d.Key)
		if err != nil {
			return err
		}
		if err := e.tidyEvents(ctx, id.Subscription(), now, keep); err != nil {
			return err
		}
	}
	return errors.Join(e.tidyOperations(ctx, now.Add(-keep.Operations)), e.tidyBoards(ctx, now))
}

// tidyBoards removes the boards of machines that are told of events no longer.
func (e *Engine) tidyBoards(ctx context.Context, now time.Time) error {
	documents, _, err := e.Store.List(ctx, resource.Query{Kind: scheduledevents.Kind})
	if err != nil {
		return err
	}
	for _, d := range documents {
		board, err := scheduledevents.Parse(d)
		if err != nil {
			return err
		}
		if !board.Stale(now) {
			continue
		}
		_, err = e.Store.Update(ctx, resource.Batch{Checks: []resource.Check{{Key: d.Key, Revision: d.Revision}}, Deletes: []string{d.Key}})
		if err != nil && !errors.Is(err, resource.ErrConflict) {
			return err
		}
	}
	return nil
}

// tidyEvents removes a subscription's events from the age, or from the number,
// on: they stand in the order of their age, the latest first.
func (e *Engine) tidyEvents(ctx context.Context, subscription string, now time.Time, keep Retention) error {
	old := EventKey(subscription, now.Add(-keep.Events), "")
	if err := e.removeAfter(ctx, resource.Query{Kind: EventKind, Under: EventsUnder(subscription), After: old}, 0); err != nil {
		return err
	}
	return e.removeAfter(ctx, resource.Query{Kind: EventKind, Under: EventsUnder(subscription)}, keep.MaxEvents)
}

// removeAfter removes what a query selects, but for the first so many.
func (e *Engine) removeAfter(ctx context.Context, q resource.Query, kept int) error {
	for q.Limit = tidyBatch; ; {
		documents, more, err := e.Store.List(ctx, q)
		if err != nil {
			return err
		}
		var batch resource.Batch
		for _, d := range documents {
			q.After = d.Key
			if kept > 0 {
				kept--
				continue
			}
			batch.Deletes = append(batch.Deletes, d.Key)
		}
		if len(batch.Deletes) > 0 {
			if _, err := e.Store.Update(ctx, batch); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
	}
}

// tidyOperations removes the operations that ended before a time.
func (e *Engine) tidyOperations(ctx context.Context, before time.Time) error {
	documents, _, err := e.Store.List(ctx, resource.Query{Kind: operationKind})
	if err != nil {
		return err
	}
	var batch resource.Batch
	for _, d := range documents {
		o, err := parseOperation(d)
		if err != nil {
			return err
		}
		if o.Done && o.Ends.Before(before) {
			batch.Deletes = append(batch.Deletes, d.Key)
		}
	}
	if len(batch.Deletes) == 0 {
		return nil
	}
	_, err = e.Store.Update(ctx, batch)
	return err
}
