package arm

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// DueIndex is the index of a document that goes on by itself at a time: its type's
// Continue is called then.
func DueIndex(at time.Time) resource.Index {
	return resource.Index{Name: dueIndex, Value: at.UTC().Format(time.RFC3339Nano)}
}

const dueIndex = "due"

// IsDueIndex reports whether an index is a DueIndex.
func IsDueIndex(i resource.Index) bool { return i.Name == dueIndex }

// dueOf is when a document goes on by itself; zero for never.
func dueOf(d resource.Document) time.Time {
	for _, index := range d.Indexes {
		if IsDueIndex(index) {
			at, _ := time.Parse(time.RFC3339Nano, index.Value) // we wrote it
			return at
		}
	}
	return time.Time{}
}

// errNotDue says that a document does not go on yet, or no longer.
var errNotDue = errors.New("arm: nothing goes on yet")

// waiting knows which documents go on by themselves, and when.
type waiting struct {
	mu sync.Mutex
	at map[string]time.Time // by key
}

func (w *waiting) follow(documents []resource.Document) {
	for _, d := range documents {
		w.note(d.Key, dueOf(d))
	}
}

func (w *waiting) note(key string, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at.IsZero() {
		delete(w.at, key)
		return
	}
	if w.at == nil {
		w.at = make(map[string]time.Time)
	}
	w.at[key] = at
}

func (w *waiting) forget(documents []resource.Document) {
	for _, d := range documents {
		w.note(d.Key, time.Time{})
	}
}

func (w *waiting) due(now time.Time) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return dueBy(w.at, now)
}

// maxSteps bounds how often a resource goes on at one time: more than anything has to.
const maxSteps = 10_000

// goOn has the resource at key go on, step by step, as long as it is to. What cannot
// be done any more is for its type to note, in another unit of work.
func (e *Engine) goOn(ctx context.Context, key string) error {
	for range maxSteps {
		err := e.goOnce(ctx, key, nil)
		if refused, ok := errors.AsType[*resource.Error](err); ok {
			err = e.goOnce(ctx, key, refused)
		}
		if errors.Is(err, errNotDue) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) goOnce(ctx context.Context, key string, refused *resource.Error) error {
	queue := key
	if id, err := resource.ParseID(key); err == nil && e.nested(id) {
		queue = id.Parent().Key() // whose writers are those that it meets
	}
	return e.Work(ctx, queue, func(u *Unit) error {
		d, err := u.Get(ctx, key)
		if errors.Is(err, resource.ErrNotFound) {
			e.waiting.note(key, time.Time{})
			return errNotDue
		}
		if err != nil {
			return err
		}
		at := dueOf(d)
		e.waiting.note(key, at)
		if at.IsZero() || e.Sources.Now().Before(at) {
			return errNotDue
		}
		t := e.typeOf(d.Kind)
		if t == nil || t.Continue == nil {
			return fmt.Errorf("arm: %s is to go on, and its type cannot", key)
		}
		id, err := resource.ParseID(key)
		if err != nil {
			return err
		}
		c := &Call{Request: &Request{ID: e.Sources.NewGUID()}, Version: t.Versions[len(t.Versions)-1], Type: t, ID: id, engine: e, trial: true}
		return t.Continue(ctx, c, u, d, refused)
	})
}

func (e *Engine) nested(id resource.ID) bool {
	t := e.typeOf(lower(id.Type()))
	return t != nil && t.nested()
}

// Lasts makes the operation that the call begins one that goes on until somebody
// ends it, and returns its key for EndOperation; expected is how long that is
// likely to take. It is false, and changes nothing, where all is done at once, and
// where a fault decides when the operation ends.
func (c *Call) Lasts(expected time.Duration) (key string, ok bool) {
	if c.Type == nil || c.Type.Operations == nil || c.engine.Pace != AsAzure || c.operationFate() != nil || c.ID.Subscription() == "" {
		return "", false
	}
	c.lasts, c.expected = true, expected
	return operationKey(c.ID.Subscription(), c.Request.ID), true
}

// Lasting reports whether Lasts was true for the call.
func (c *Call) Lasting() bool { return c.lasts }

// EndOperation ends an operation that lasts, at a time: with an error, or well
// where that is nil. One that is over, or that nobody remembers, stays as it is.
func (u *Unit) EndOperation(ctx context.Context, key string, at time.Time, failure *resource.Error) error {
	o, err := u.operation(ctx, key)
	if errors.Is(err, resource.ErrNotFound) {
		return nil
	}
	if err != nil || o.Done {
		return err
	}
	o.Done, o.Ends = true, at.UTC()
	if failure != nil {
		o.Error = &shownFault{Code: failure.Code, Message: failure.Message}
	}
	u.Put(o.document())
	return nil
}

// Trial is a unit that sees what this one sees and whose writes come to nothing:
// for finding out whether something can be done later.
func (u *Unit) Trial() *Unit { return u.trial() }
