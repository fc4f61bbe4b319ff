package arm

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/azimuthid/azimuth/internal/resource"
)

// errTried ends a unit of work that was to come to nothing.
var errTried = errors.New("arm: it was only tried")

// Try finds out what a write would come to, and changes nothing: the answer is
// the body that a client would see afterwards, or nil where the write makes no
// document of its own. It does not take note of denials.
func (e *Engine) Try(ctx context.Context, caller Caller, r *Request) ([]byte, error) {
	c := &Call{Request: r, Caller: caller, engine: e, trial: true}
	var shown []byte
	r.Beside = func(u *Unit, _ int, _ Underway) error {
		d, err := u.Get(ctx, c.Type.key(c.ID))
		if errors.Is(err, resource.ErrNotFound) {
			return errTried
		}
		if err != nil {
			return err
		}
		record, err := c.Type.parse(d)
		if err != nil {
			return err
		}
		record.Pending = nil
		seen := *c
		seen.engine = e.over(overlay{u.store, u})
		if shown, err = seen.engine.render(ctx, &seen, record); err != nil {
			return err
		}
		return errTried
	}
	if _, err := e.do(ctx, c); err != nil && !errors.Is(err, errTried) {
		return nil, err
	}
	return shown, nil
}

// over is the same engine over another store.
func (e *Engine) over(store resource.Store) *Engine {
	return &Engine{
		Store: store, Sources: e.Sources, Identity: e.Identity, Access: e.Access, Caller: e.Caller, StrictVersions: e.StrictVersions,
		KeepUnknown: e.KeepUnknown, CompleteUnknown: e.CompleteUnknown, UnknownActions: e.UnknownActions, Pace: e.Pace, providers: e.providers, types: e.types, routes: e.routes, unknown: e.unknown,
	}
}

// overlay is a store as a unit of work would leave it.
type overlay struct {
	resource.Store
	unit *Unit
}

func (o overlay) Get(ctx context.Context, key string) (resource.Document, error) {
	if d, ok := o.unit.puts[key]; ok {
		return d, nil
	}
	if o.unit.gone[key] {
		return resource.Document{}, resource.ErrNotFound
	}
	return o.Store.Get(ctx, key)
}

func (o overlay) List(ctx context.Context, q resource.Query) ([]resource.Document, bool, error) {
	limit := q.Limit
	q.Limit = 0
	documents, _, err := o.Store.List(ctx, q)
	if err != nil {
		return nil, false, err
	}
	documents = o.laid(documents, func(d resource.Document) bool {
		under := q.Under == "" || d.Key != q.Under && resource.KeyWithin(d.Key, q.Under)
		return under && (q.Kind == "" || q.Kind == d.Kind) && d.Key > q.After
	})
	if limit > 0 && len(documents) > limit {
		return documents[:limit], true, nil
	}
	return documents, false, nil
}

func (o overlay) Find(ctx context.Context, index, value string) ([]resource.Document, error) {
	documents, err := o.Store.Find(ctx, index, value)
	return o.laid(documents, func(d resource.Document) bool {
		return slices.ContainsFunc(d.Indexes, func(i resource.Index) bool { return i.Name == index && i.Value == value })
	}), err
}

// laid are documents of the store, with the unit's writes laid over them.
func (o overlay) laid(documents []resource.Document, selected func(resource.Document) bool) []resource.Document {
	all := make(map[string]resource.Document, len(documents))
	for _, d := range documents {
		if _, written := o.unit.puts[d.Key]; !written && !o.unit.gone[d.Key] {
			all[d.Key] = d
		}
	}
	for key, d := range o.unit.puts {
		if selected(d) {
			all[key] = d
		}
	}
	laid := make([]resource.Document, 0, len(all))
	for _, key := range slices.Sorted(maps.Keys(all)) {
		laid = append(laid, all[key])
	}
	return laid
}
