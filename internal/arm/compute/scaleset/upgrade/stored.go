package upgrade

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// idOf is where the last rolling upgrade of a scale set is.
func idOf(set resource.ID) resource.ID { return set.Child("rollingUpgrades", "latest") }

// Parse reads a rolling upgrade.
func Parse(d resource.Document) (r Rollout, err error) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return r, err
	}
	return resource.Facts[Rollout](&record)
}

// load is the last rolling upgrade of a scale set; ok is false where there
// was none.
func load(ctx context.Context, g resource.Getter, set resource.ID) (r Rollout, ok bool, err error) {
	d, err := g.Get(ctx, idOf(set).Key())
	if errors.Is(err, resource.ErrNotFound) {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	r, err = Parse(d)
	return r, err == nil, err
}

// put writes the upgrade of a scale set into the unit.
func (r Rollout) put(u *arm.Unit, set resource.Record) {
	record := resource.Record{
		ID: set.ID + "/rollingUpgrades/latest", Type: identity.ScaleSetType + "/rollingUpgrades", Location: set.Location, Created: r.Started, Modified: r.LastActionTime,
		Properties: document.Write(r.show()),
	}
	record.Keep(r)
	if r.runs() {
		u.Put(record.Document(arm.DueIndex(r.Next)))
		return
	}
	u.Put(record.Document())
}

// Write puts the upgrade into the unit, after what was due at a time. Where it is over,
// what ended with it is ended; the scale set is the caller's to write.
func (r *Rollout) Write(ctx context.Context, u *arm.Unit, set *resource.Record, at time.Time) error {
	if !r.runs() {
		if err := r.settle(ctx, u, set, at); err != nil {
			return err
		}
	}
	r.put(u, *set)
	return nil
}

// settle ends what ended with the upgrade: the operations, and the scale set's
// being updated.
func (r *Rollout) settle(ctx context.Context, u *arm.Unit, set *resource.Record, at time.Time) error {
	var failure *resource.Error
	switch {
	case r.Error != nil:
		failure = r.Error.refusal()
	case r.Code == codeCancelled:
		failure = cancelledError(set.Name())
	}
	if set.Pending != nil && set.Pending.State == model.Updating {
		set.Pending = nil
		if r.Code == codeFaulted {
			set.Pending = model.Failed(at)
		}
	}
	err := u.EndOperation(ctx, r.Begun, at, failure)
	for _, key := range r.Cancels {
		err = errors.Join(err, u.EndOperation(ctx, key, at, nil))
	}
	r.Begun, r.Cancels, r.Earlier = "", nil, nil
	return err
}

// Drop ends the operations of a rolling upgrade that goes with its scale set.
func Drop(ctx context.Context, removal *arm.Removal) error {
	r, err := resource.Facts[Rollout](&removal.Record)
	if err != nil || !r.runs() {
		return err
	}
	r.end(codeCancelled, nil)
	set := resource.Record{ID: removal.ID.Parent().String()}
	return r.settle(ctx, removal.Unit, &set, removal.Engine().Sources.Now())
}
