package upgrade

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// CheckIdle refuses a rolling upgrade of a scale set of which one is under way.
func CheckIdle(ctx context.Context, u *arm.Unit, set resource.ID) error {
	last, ok, err := load(ctx, u, set)
	if err != nil {
		return err
	}
	if ok && last.runs() {
		return resource.Conflict("OperationNotAllowed", "A Rolling Upgrade is already in progress on Virtual Machine Scale Set '%s'. Cancel it, or wait until it is over.", set.Name())
	}
	return nil
}

// Start begins a rolling upgrade of those instances of a stored scale set that lack
// what it brings, and has the set tell so.
func Start(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, instances Instances, to Goal) error {
	properties, err := document.Read(set.Properties)
	if err != nil {
		return err
	}
	r := Rollout{Goal: to}
	if r.Policy, r.Shown, err = policyOf(properties); err != nil {
		return err
	}
	if r.Pending, err = instances.Behind(ctx, to); err != nil {
		return err
	}
	if err = r.roll(ctx, c, u, *set, instances); err != nil {
		return err
	}
	switch {
	case r.runs():
		set.Pending = &resource.Pending{State: model.Updating}
	case r.Error != nil:
		set.Pending = model.Failed(r.Started)
		c.Fail(r.Error.refusal())
	default:
		set.Pending = nil
	}
	return nil
}

// RollOut begins a rolling upgrade that brings a changed model to the instances of
// the scale set that a write changes. earlier is the number of the model before it.
func RollOut(ctx context.Context, w *arm.Write, instances Instances, earlier int) error {
	r := Rollout{Goal: ToModel, Earlier: model.Before(w, earlier)}
	var err error
	if r.Pending, err = instances.Behind(ctx, ToModel); err != nil || len(r.Pending) == 0 {
		return err
	}
	if r.Policy, r.Shown, err = policyOf(w.Properties); err != nil {
		return err
	}
	if err = r.roll(ctx, w.Call, w.Unit, w.Record, instances); err == nil && r.Error != nil {
		w.Fail(r.Error.refusal())
	}
	return err
}

// roll begins the rolling upgrade of the instances that are pending. Where operations
// take time, it goes on batch after batch, and the operation that the call begins ends
// with it; the scale set is being updated until then. Otherwise it is over in the unit.
func (r *Rollout) roll(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, instances Instances) error {
	now := c.Engine().Sources.Now().UTC()
	r.Code, r.Started, r.LastAction, r.LastActionTime, r.Next = codeForward, now, actionStart, now, now
	if r.Goal == ToExtensions {
		r.Policy.Surge = false // nothing is made anew
	}
	if !r.Policy.Rollback {
		r.Earlier = nil
	}
	if key, ok := c.Lasts(r.expected(len(instances.States()), batchTakes, r.Policy.Pause)); ok {
		r.Begun = key
		r.put(u, set)
		return nil
	}
	if err := r.advance(ctx, instances, now, 0, 0); err != nil {
		return err
	}
	r.Earlier = nil
	r.put(u, set)
	return nil
}
