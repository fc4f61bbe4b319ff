package arm

import (
	"context"
	"errors"
	"hash/maphash"
	"maps"
	"slices"
	"sync"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// Unit is a unit of work: what it read must be unchanged when what it wrote is
// committed, all together. Otherwise it is done anew.
type Unit struct {
	store  resource.Store
	reads  map[string]int64 // revision by key; 0 where nothing was
	puts   map[string]resource.Document
	gone   map[string]bool
	checks []resource.Check
	// beside is called before the commit; see Request.Beside.
	beside func(u *Unit) error
	// impacts are what the unit does to machines; see Disturbs.
	impacts []scheduledevents.Impact
	once    map[string]any // see Once
}

// Once is what first gives when the unit is asked under a name for the first
// time, and the same from then on: what one unit finds out step by step.
func Once[T any](u *Unit, name string, first func() T) T {
	if known, ok := u.once[name].(T); ok {
		return known
	}
	if u.once == nil {
		u.once = make(map[string]any)
	}
	value := first()
	u.once[name] = value
	return value
}

// Get returns the document at key as the unit sees it, or resource.ErrNotFound.
func (u *Unit) Get(ctx context.Context, key string) (resource.Document, error) {
	if d, ok := u.puts[key]; ok {
		return d, nil
	}
	if u.gone[key] {
		return resource.Document{}, resource.ErrNotFound
	}
	d, err := u.store.Get(ctx, key)
	if err != nil && !errors.Is(err, resource.ErrNotFound) {
		return d, err
	}
	if seen, again := u.reads[key]; again && seen != d.Revision {
		return d, resource.ErrConflict
	}
	u.reads[key] = d.Revision
	return d, err
}

// Record is Get for resources.
func (u *Unit) Record(ctx context.Context, id resource.ID) (resource.Record, error) {
	record, _, err := resource.Load(ctx, u, id.Key())
	return record, err
}

// Properties are those of a resource, nil where it is not there or on an error.
func (u *Unit) Properties(ctx context.Context, id resource.ID) (any, error) {
	record, err := u.Record(ctx, id)
	if errors.Is(err, resource.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return document.Read(record.Properties)
}

// List returns the committed documents that a query selects, each of which must
// be unchanged at the commit. Writes of the unit itself are not in it.
func (u *Unit) List(ctx context.Context, q resource.Query) ([]resource.Document, error) {
	documents, _, err := u.store.List(ctx, q)
	u.saw(documents)
	return documents, err
}

// Find returns the committed documents with an index value, likewise.
func (u *Unit) Find(ctx context.Context, index, value string) ([]resource.Document, error) {
	documents, err := u.store.Find(ctx, index, value)
	u.saw(documents)
	return documents, err
}

func (u *Unit) saw(documents []resource.Document) {
	for _, d := range documents {
		if _, again := u.reads[d.Key]; !again {
			u.reads[d.Key] = d.Revision
		}
	}
}

// Put writes a document.
func (u *Unit) Put(d resource.Document) {
	delete(u.gone, d.Key)
	u.puts[d.Key] = d
}

// Delete removes the document at key.
func (u *Unit) Delete(key string) {
	delete(u.puts, key)
	u.gone[key] = true
}

// NothingUnder demands that nothing stands beneath key after the commit, so that
// what was listed there and removed was all.
func (u *Unit) NothingUnder(key string) {
	u.checks = append(u.checks, resource.Check{Key: key, NothingUnder: true})
}

// NothingHolds demands that no document holds an index value after the commit.
func (u *Unit) NothingHolds(index resource.Index) {
	u.checks = append(u.checks, resource.Check{Unheld: &index})
}

func (u *Unit) commit(ctx context.Context) error {
	if len(u.puts) == 0 && len(u.gone) == 0 {
		return nil
	}
	b := resource.Batch{Checks: u.checks}
	for key, revision := range u.reads {
		b.Checks = append(b.Checks, resource.Check{Key: key, Revision: revision})
	}
	for _, d := range u.puts {
		b.Puts = append(b.Puts, d)
	}
	for key := range u.gone {
		b.Deletes = append(b.Deletes, key)
	}
	slices.Sort(b.Deletes)
	_, err := u.store.Update(ctx, b)
	return err
}

// trial is a unit that sees what this one sees, and whose writes come to
// nothing. What it reads counts as read by this one.
func (u *Unit) trial() *Unit {
	return &Unit{store: u.store, reads: u.reads, puts: maps.Clone(u.puts), gone: maps.Clone(u.gone)}
}

// attempts is how often a unit of work is done before the caller is told that
// others were faster each time. Writers to one resource queue in this process,
// so that only other replicas and references between resources get in the way.
const attempts = 20

// Work does a unit of work and commits it; fn may run several times.
func (e *Engine) Work(ctx context.Context, key string, fn func(u *Unit) error) error {
	defer e.locks.lock(key)()
	for range attempts {
		u := &Unit{store: e.Store, reads: make(map[string]int64), puts: make(map[string]resource.Document), gone: make(map[string]bool)}
		err := fn(u)
		if err == nil {
			err = u.checkGone(ctx)
		}
		if err == nil && u.beside != nil {
			err = u.beside(u)
		}
		if err == nil {
			err = u.commit(ctx)
		}
		if _, taken := errors.AsType[*resource.DuplicateError](err); !taken && !errors.Is(err, resource.ErrConflict) {
			return err
		}
	}
	return resource.Conflict("AnotherOperationInProgress", "Another operation on this or a dependent resource is in progress. Retry the request later.")
}

// writeLocks queue the writers of one resource within this process.
type writeLocks struct{ stripes [256]sync.Mutex }

var stripeSeed = maphash.MakeSeed()

func (l *writeLocks) lock(key string) (unlock func()) {
	stripe := &l.stripes[maphash.String(stripeSeed, key)%uint64(len(l.stripes))]
	stripe.Lock()
	return stripe.Unlock
}
