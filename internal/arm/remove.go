package arm

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Removal is a resource on its way out, for a type's Delete hook.
type Removal struct {
	*Call
	Unit   *Unit
	ID     resource.ID
	Record resource.Record
	// Target is the resource that the request deletes: Record itself, or what contains it.
	Target resource.ID
}

// UsedBy returns the first resource that refers to this one and is not deleted
// with it; ok is false where there is none. The commit fails when one appears meanwhile.
func (r *Removal) UsedBy(ctx context.Context) (user resource.Record, ok bool, err error) {
	index := UsesIndex(r.ID)
	users, err := r.Unit.Find(ctx, index.Name, index.Value)
	if err != nil {
		return resource.Record{}, false, err
	}
	r.Unit.NothingHolds(index)
	for _, d := range users {
		if !resource.KeyWithin(d.Key, r.Target.Key()) {
			record, err := resource.ParseRecord(d)
			return record, err == nil, err
		}
	}
	return resource.Record{}, false, nil
}

// Require demands rights on linked resources; it is LinkedAuthorizationFailed
// where the caller lacks one.
func (r *Removal) Require(ctx context.Context, action string, scopes ...resource.ID) error {
	return r.engine.requireAll(ctx, r.Call, r.Unit, action, scopes)
}

// remove serves DELETE: the resource goes, and all that stands beneath it.
func (e *Engine) remove(ctx context.Context, c *Call) (*Response, error) {
	var removed *resource.Record
	var begun *operation
	err := e.Work(ctx, c.ID.Key(), func(u *Unit) error {
		removed, begun = nil, nil
		d, err := u.Get(ctx, c.Type.key(c.ID))
		if errors.Is(err, resource.ErrNotFound) {
			return e.missingRemoval(ctx, u, c)
		}
		if err != nil {
			return err
		}
		record, err := c.Type.parse(d)
		if err != nil {
			return err
		}
		if err := checkMatch(c, &record); err != nil {
			return err
		}
		removed = &record
		if c.paced() {
			if e.pending(record) == "Deleting" {
				return e.checkBusy(record)
			}
			o, err := e.postpone(ctx, u, c, d, record)
			begun = &o
			c.log(u, http.StatusAccepted)
			return err
		}
		c.log(u, http.StatusOK)
		return e.removeTree(ctx, u, c, d)
	})
	if err != nil {
		return nil, err
	}
	switch {
	case begun != nil:
		return c.accepted(*begun), nil
	case removed == nil:
		return &Response{Status: http.StatusNoContent}, nil
	case c.Type.DeleteShows:
		body, err := e.render(ctx, c, *removed)
		return JSON(http.StatusOK, body), err
	}
	return &Response{Status: http.StatusOK}, nil
}

// missingRemoval answers the deletion of what is not there: nothing to do, or,
// where what would contain it is missing, that error.
func (e *Engine) missingRemoval(ctx context.Context, u *Unit, c *Call) error {
	if err := e.checkPlace(ctx, u, c); err != nil {
		return err
	}
	if c.Type.Undeletable != nil {
		if err := c.Type.Undeletable(ctx, u, c.ID); err != nil {
			return err
		}
	}
	if isGroup(c.ID) {
		return notFound(c.ID)
	}
	return checkMatch(c, nil)
}

func (e *Engine) removeTree(ctx context.Context, u *Unit, c *Call, root resource.Document) error {
	if err := c.checkLocks(ctx, u, lockedDelete); err != nil {
		return err
	}
	return e.takeOut(ctx, u, c, root)
}

// takeOut deletes a resource and what stands beneath it, without asking for locks
// around it.
func (e *Engine) takeOut(ctx context.Context, u *Unit, c *Call, root resource.Document) error {
	beneath, err := u.List(ctx, resource.Query{Under: c.ID.Key()})
	if err != nil {
		return err
	}
	slices.Reverse(beneath) // what stands deeper goes first
	for _, d := range beneath {
		if err := e.removeOne(ctx, u, c, d); err != nil {
			return err
		}
	}
	u.NothingUnder(c.ID.Key())
	return e.removeOne(ctx, u, c, root)
}

func (e *Engine) removeOne(ctx context.Context, u *Unit, c *Call, d resource.Document) error {
	u.Delete(d.Key)
	t := e.typeOf(d.Kind)
	if t == nil || t.Delete == nil && !t.Identity {
		return nil
	}
	record, err := t.parse(d)
	if err != nil {
		return err
	}
	if t.Delete != nil {
		id, err := resource.ParseID(record.ID)
		if err != nil {
			return err
		}
		if err := t.Delete(ctx, &Removal{Call: c, Unit: u, ID: id, Record: record, Target: c.ID}); err != nil {
			return err
		}
	}
	held, err := identity.Parse(record.Identity)
	if err == nil && t.Identity {
		e.Identity.Release(u, held)
	}
	return err
}

// parse reads a stored resource of any type.
func (e *Engine) parse(d resource.Document) (resource.Record, error) {
	if t := e.typeOf(d.Kind); t != nil {
		return t.parse(d)
	}
	return resource.ParseRecord(d)
}

// Remove deletes the resource of a call as the engine does for types that have
// no way of their own.
func (c *Call) Remove(ctx context.Context) (*Response, error) { return c.engine.remove(ctx, c) }
