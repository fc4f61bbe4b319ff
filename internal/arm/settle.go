package arm

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// settler knows which deletions are to be carried out, and when the next is due.
type settler struct {
	mu   sync.Mutex
	open map[string]time.Time // end by operation key
	// others are what else is to be done when time has passed.
	others []func(ctx context.Context) error
}

// OpenOperations reads the operations that are still open, and follows the
// store from then on. Call it before the first write.
func (e *Engine) OpenOperations(ctx context.Context) error {
	e.settler.open = make(map[string]time.Time)
	documents, _, err := e.Store.List(ctx, resource.Query{Kind: operationKind})
	if err != nil {
		return err
	}
	for _, d := range documents {
		if err := e.settler.follow(d); err != nil {
			return err
		}
	}
	e.Store.Watch(func(c resource.Commit) {
		for _, d := range c.Puts {
			if d.Kind != operationKind {
				continue
			}
			if err := e.settler.follow(d); err != nil {
				panic(err) // we wrote it
			}
		}
		for _, d := range c.Deletes {
			e.settler.forget(d.Key)
		}
	})
	e.Routes(operationRoutes()...)
	return e.openUnknown(ctx)
}

func (s *settler) follow(d resource.Document) error {
	o, err := parseOperation(d)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.Removes && !o.Done {
		s.open[d.Key] = o.Ends
	} else {
		delete(s.open, d.Key)
	}
	return nil
}

func (s *settler) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, key)
}

// due are the keys of the operations that have come to their end.
func (s *settler) due(now time.Time) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key, ends := range s.open {
		if !now.Before(ends) {
			keys = append(keys, key)
		}
	}
	return keys
}

// OnSettle has Settle call fn too. Register before the first request.
func (e *Engine) OnSettle(fn func(ctx context.Context) error) {
	e.settler.others = append(e.settler.others, fn)
}

// Settle carries out the deletions that are due. Every request does so first,
// and the server does it from time to time. Each is one commit with its
// operation's row, which only one of several processes can make.
func (e *Engine) Settle(ctx context.Context) error {
	var all error
	for _, key := range e.settler.due(e.Sources.Now()) {
		all = errors.Join(all, e.settleOne(ctx, key))
	}
	for _, other := range e.settler.others {
		all = errors.Join(all, other(ctx))
	}
	return all
}

func (e *Engine) settleOne(ctx context.Context, key string) error {
	return e.Work(ctx, key, func(u *Unit) error {
		d, err := u.Get(ctx, key)
		if errors.Is(err, resource.ErrNotFound) {
			return nil // all was replaced meanwhile
		}
		if err != nil {
			return err
		}
		o, err := parseOperation(d)
		if err != nil || o.Done || e.Faults.Holds(o.Held) {
			return err
		}
		o.Done = true
		if err := e.endDeletion(ctx, u, &o); err != nil {
			return err
		}
		u.Put(o.document())
		return nil
	})
}

// endDeletion removes the resource. What stands in its way now fails the
// operation, and the resource is as it was.
func (e *Engine) endDeletion(ctx context.Context, u *Unit, o *operation) error {
	id, err := resource.ParseID(o.Resource)
	if err != nil {
		return err
	}
	t := e.typeOf(lower(id.Type()))
	if t == nil {
		return fmt.Errorf("arm: the operation %s deletes %s, whose type is not served", o.ID, id)
	}
	d, err := u.Get(ctx, t.key(id))
	if errors.Is(err, resource.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c := &Call{Request: &Request{ID: o.ID}, Type: t, ID: id, engine: e}
	err = e.tryRemoval(ctx, u, c, d)
	refused, isRefusal := errors.AsType[*resource.Error](err)
	if !isRefusal {
		if err != nil {
			return err
		}
		return e.removeTree(ctx, u, c, d)
	}
	o.Error = &shownFault{Code: refused.Code, Message: refused.Message}
	record, err := t.parse(d)
	if err != nil {
		return err
	}
	record.Pending = nil
	u.Put(record.Document(d.Indexes...))
	return nil
}
