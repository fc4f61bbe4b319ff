package compute

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// startRollout serves POST {set}/osRollingUpgrade and extensionRollingUpgrade: a
// rolling upgrade of those instances that lack what it brings. Those that have it are
// not touched, whatever else of the model they lack.
func (m machines) startRollout(to goal) doer {
	return func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		return c.ChangeRecord(ctx, c.ID, func(u *arm.Unit, d resource.Document, set resource.Record) error {
			if err := m.beginRollout(ctx, c, u, &set, to); err != nil {
				return err
			}
			u.Put(set.Document(d.Indexes...))
			return nil
		})
	}
}

func (m machines) beginRollout(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, to goal) error {
	last, ok, err := readRollout(ctx, u, c.ID)
	if err != nil {
		return err
	}
	if ok && last.runs() {
		return resource.Conflict("OperationNotAllowed", "A Rolling Upgrade is already in progress on Virtual Machine Scale Set '%s'. Cancel it, or wait until it is over.", c.ID.Name())
	}
	if err := c.Engine().CheckBusy(*set); err != nil {
		return err
	}
	facts, err := resource.Facts[setFacts](set)
	if err != nil {
		return err
	}
	present, err := presentModel(*set)
	if err != nil {
		return err
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return err
	}
	workers, err := m.upgradable(ctx, c, u, *set, present, &facts.Next)
	if err != nil {
		return err
	}
	r := rollout{Goal: to}
	if r.Policy, r.Shown, err = rollPolicyOf(properties); err != nil {
		return err
	}
	if r.Pending, err = workers.behind(ctx, to); err != nil {
		return err
	}
	if r, err = roll(ctx, c, u, *set, workers, r); err != nil {
		return err
	}
	set.Keep(facts)
	switch {
	case r.runs():
		set.Pending = &resource.Pending{State: updating}
	case r.Error != nil:
		set.Pending = failedPending(r.Started)
		c.Fail(r.Error.refusal())
	default:
		set.Pending = nil
	}
	return nil
}

// rollOut begins a rolling upgrade that brings a changed model to the instances of
// the scale set that a write changes. earlier is the number of the model before it.
func rollOut(ctx context.Context, w *arm.Write, workers instances, earlier int) error {
	r := rollout{Goal: toModel, Earlier: previous(w, earlier)}
	var err error
	if r.Pending, err = workers.behind(ctx, toModel); err != nil || len(r.Pending) == 0 {
		return err
	}
	if r.Policy, r.Shown, err = rollPolicyOf(w.Properties); err != nil {
		return err
	}
	if r, err = roll(ctx, w.Call, w.Unit, w.Record, workers, r); err == nil && r.Error != nil {
		w.Fail(r.Error.refusal())
	}
	return err
}

// lacks reports whether a machine lacks what a rolling upgrade brings.
func lacks(machine resource.Record, to goal, present model) (bool, error) {
	if to == toModel {
		return true, nil
	}
	properties, err := document.Read(machine.Properties)
	if err != nil {
		return false, err
	}
	wanted, _ := document.Clone(present.profile).(map[string]any)
	path := "storageProfile.imageReference"
	if to == toSystem {
		catalogue.FillExactVersion(wanted)
	} else {
		path = extension.ProfilePath
		facts, err := resource.Facts[instanceFacts](&machine)
		if err != nil {
			return false, err
		}
		keepOwn(&facts, properties, wanted)
		if len(document.Array(properties, path))+len(document.Array(wanted, path)) == 0 {
			return false, nil // an empty list is as good as none
		}
	}
	return !document.Equal(document.At(properties, path), document.At(wanted, path)), nil
}
