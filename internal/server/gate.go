package server

import (
	"context"
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// gate is a store whose writers can be held up while everything in it is
// replaced. Those that read before and write afterwards meet a conflict, as with
// any other writer, and begin anew.
type gate struct {
	resource.Store

	writing sync.RWMutex
}

func (g *gate) Update(ctx context.Context, b resource.Batch) (int64, error) {
	g.writing.RLock()
	defer g.writing.RUnlock()
	return g.Store.Update(ctx, b)
}

// rewrite makes one batch of all that there is, while nobody else writes.
func (g *gate) rewrite(ctx context.Context, fn func(all []resource.Document) (resource.Batch, error)) error {
	g.writing.Lock()
	defer g.writing.Unlock()
	all, _, err := g.List(ctx, resource.Query{})
	if err != nil {
		return err
	}
	b, err := fn(all)
	if err != nil || len(b.Puts)+len(b.Deletes) == 0 {
		return err
	}
	_, err = g.Store.Update(ctx, b)
	return err
}
