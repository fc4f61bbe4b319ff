package arm

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// settler knows which deletions and waiting actions are to be carried out, and when
// the next is due.
type settler struct {
	mu   sync.Mutex
	open map[string]time.Time // when it is due, by operation key
	// removing are those in open that remove something.
	removing map[string]bool
	// others are what else is to be done when time has passed.
	others []func(ctx context.Context) error
}

// OpenOperations reads the operations that are still open, and follows the
// store from then on. Call it before the first write.
func (e *Engine) OpenOperations(ctx context.Context) error {
	e.settler.open, e.settler.removing = make(map[string]time.Time), make(map[string]bool)
	for _, kind := range []string{operationKind, scheduledevents.Kind} {
		documents, _, err := e.Store.List(ctx, resource.Query{Kind: kind})
		if err != nil {
			return err
		}
		e.settler.follow(documents)
	}
	for kind, t := range e.types {
		if t.Continue == nil {
			continue
		}
		documents, _, err := e.Store.List(ctx, resource.Query{Kind: kind})
		if err != nil {
			return err
		}
		e.waiting.follow(documents)
	}
	e.Store.Watch(func(c resource.Commit) {
		e.settler.follow(c.Puts)
		e.settler.forget(c.Deletes)
		e.waiting.follow(c.Puts)
		e.waiting.forget(c.Deletes)
	})
	e.Routes(operationRoutes()...)
	return e.openUnknown(ctx)
}

// follow takes note of operations and of the boards for whose events they wait. Of
// what is written together the operations come first.
func (s *settler) follow(documents []resource.Document) {
	for _, d := range documents {
		if d.Kind == operationKind {
			o, err := parseOperation(d)
			if err != nil {
				panic(err) // we wrote it
			}
			s.note(d.Key, o)
		}
	}
	for _, d := range documents {
		if d.Kind == scheduledevents.Kind {
			board, err := scheduledevents.Parse(d)
			if err != nil {
				panic(err)
			}
			s.hurry(board)
		}
	}
}

// note takes note of an operation. One that waits is looked at when its events
// start by themselves.
func (s *settler) note(key string, o operation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, key)
	delete(s.removing, key)
	switch {
	case o.Done || o.Lasts:
		return
	case len(o.Boards) > 0:
		s.open[key] = o.NotBefore
	default:
		s.open[key] = o.Ends
	}
	if o.Removes {
		s.removing[key] = true
	}
}

func (s *settler) forget(documents []resource.Document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range documents {
		delete(s.open, d.Key)
		delete(s.removing, d.Key)
	}
}

// hurry has the operations looked at for which an event was approved.
func (s *settler) hurry(board scheduledevents.Board) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, event := range board.Events {
		if _, open := s.open[event.Operation]; open && event.Approved && event.Ends == nil {
			s.open[event.Operation] = time.Time{}
		}
	}
}

// removes reports whether anything is on its way out.
func (s *settler) removes() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.removing) > 0
}

// due are the keys of the operations that have come to their end.
func (s *settler) due(now time.Time) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return dueBy(s.open, now)
}

// dueBy are the keys whose time has come.
func dueBy(times map[string]time.Time, now time.Time) (keys []string) {
	for key, at := range times {
		if !now.Before(at) {
			keys = append(keys, key)
		}
	}
	return keys
}

// OnSettle has Settle call fn too. Register before the first request.
func (e *Engine) OnSettle(fn func(ctx context.Context) error) {
	e.settler.others = append(e.settler.others, fn)
}

// Settle carries out what is due: deletions, and what waited for scheduled events.
// Every request does so first, and the server does it from time to time. Each is one
// commit with its operation's row, which only one of several processes can make.
func (e *Engine) Settle(ctx context.Context) error {
	var all error
	for _, key := range e.settler.due(e.Sources.Now()) {
		all = errors.Join(all, e.settleOne(ctx, key))
	}
	for _, key := range e.waiting.due(e.Sources.Now()) {
		all = errors.Join(all, e.goOn(ctx, key))
	}
	for _, other := range e.settler.others {
		all = errors.Join(all, other(ctx))
	}
	return all
}

func (e *Engine) settleOne(ctx context.Context, key string) error {
	d, err := e.Store.Get(ctx, key)
	if errors.Is(err, resource.ErrNotFound) {
		return nil // all was replaced meanwhile
	}
	if err != nil {
		return err
	}
	o, err := parseOperation(d)
	if err != nil {
		return err
	}
	e.settler.note(key, o) // that it was hurried is seen to now
	if o.Done || e.Faults.Holds(o.Held) {
		return nil
	}
	if !o.Removes {
		return e.resume(ctx, key, o)
	}
	err = e.Work(ctx, key, func(u *Unit) error { return e.settleRemoval(ctx, u, key) })
	if errors.Is(err, errEarly) {
		return nil
	}
	return err
}

// settleRemoval carries on with the deletion for which an operation stands.
func (e *Engine) settleRemoval(ctx context.Context, u *Unit, key string) error {
	o, err := u.operation(ctx, key)
	if err != nil || o.Done || e.Faults.Holds(o.Held) {
		return err
	}
	if len(o.Boards) > 0 {
		if err := e.begin(ctx, u, &o); err != nil {
			return err
		}
	}
	if !e.Sources.Now().Before(o.Ends) {
		o.Done = true
		if err := e.endDeletion(ctx, u, &o); err != nil {
			return err
		}
	}
	u.Put(o.document())
	return nil
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
	_, err = e.tryRemoval(ctx, u, c, d)
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
