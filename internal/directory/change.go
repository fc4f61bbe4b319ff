package directory

import (
	"context"
	"errors"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Directory changes the tenant's objects.
type Directory struct {
	Store   resource.Store
	Sources resource.Sources
}

// Change is a set of changes that are committed together: what it read must be
// unchanged then, otherwise it is made anew.
type Change struct {
	directory Directory
	reads     map[string]int64 // revision by key; 0 where nothing was
	puts      map[string]resource.Document
	deletes   map[string]bool
	checks    []resource.Check
}

// attempts is how often a change is made before the caller is told that others
// were faster each time.
const attempts = 20

// Change makes a change and commits it; fn may run several times and must have
// no effect beside the Change. It fails with fn's error, with Graph's error for
// a value that another object has, or, where others were faster each time, with
// one of resource.KindUnavailable.
func (d Directory) Change(ctx context.Context, fn func(c *Change) error) error {
	for range attempts {
		c := &Change{directory: d, reads: make(map[string]int64), puts: make(map[string]resource.Document), deletes: make(map[string]bool)}
		err := fn(c)
		if err == nil {
			err = c.commit(ctx)
		}
		if !errors.Is(err, resource.ErrConflict) {
			return duplicate(err)
		}
	}
	return resource.Errorf(resource.KindUnavailable, "Directory_ConcurrencyViolation", "The object was changed by others at the same time. Retry the request later.")
}

func (c *Change) commit(ctx context.Context) error {
	if len(c.puts)+len(c.deletes) == 0 {
		return nil
	}
	b := resource.Batch{Checks: c.checks}
	for key, revision := range c.reads {
		b.Checks = append(b.Checks, resource.Check{Key: key, Revision: revision})
	}
	for _, d := range c.puts {
		b.Puts = append(b.Puts, d)
	}
	for key := range c.deletes {
		b.Deletes = append(b.Deletes, key)
	}
	_, err := c.directory.Store.Update(ctx, b)
	return err
}

// Get returns the document at a key as the change has it, or resource.ErrNotFound.
func (c *Change) Get(ctx context.Context, key string) (resource.Document, error) {
	if d, ok := c.puts[key]; ok {
		return d, nil
	}
	d, err := c.directory.Store.Get(ctx, key)
	if err == nil || errors.Is(err, resource.ErrNotFound) {
		c.reads[key] = d.Revision
	}
	return d, err
}

// Existing is Get with Graph's error for what is not there; shown is what it was
// asked for by.
func (c *Change) Existing(ctx context.Context, key, shown string) (resource.Document, error) {
	d, err := c.Get(ctx, key)
	return d, missingAs(err, shown)
}

// find returns the documents with an index value, as they were committed.
func (c *Change) find(ctx context.Context, index resource.Index) ([]resource.Document, error) {
	documents, err := c.directory.Store.Find(ctx, index.Name, index.Value)
	for _, d := range documents {
		c.reads[d.Key] = d.Revision
	}
	return documents, err
}

func (c *Change) put(d resource.Document) { c.puts[d.Key] = d }

func (c *Change) remove(key string) {
	delete(c.puts, key)
	c.deletes[key] = true
}

// unheld demands that after the change nothing has an index value.
func (c *Change) unheld(index resource.Index) {
	c.checks = append(c.checks, resource.Check{Unheld: &index})
}

// missingAs turns the store's answer for nothing into Graph's.
func missingAs(err error, id string) error {
	if errors.Is(err, resource.ErrNotFound) {
		return Missing(id)
	}
	return err
}
