package scaleset

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/resource"
)

// rollingUpgrade declares the one resource rollingUpgrades/latest of a scale set:
// its last rolling upgrade, which goes on by itself while it is under way.
func (s sets) rollingUpgrade() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       "virtualMachineScaleSets/rollingUpgrades",
		Display:    "Rolling Upgrades",
		Versions:   apiversion.Since("2017-03-30"),
		ReadOnly:   true,
		Operations: arm.ComputeOperations(),
		Orders:     []arm.Action{{Name: "cancel", Display: "Cancel", Do: upgrade.Cancel}},
		List:       func(context.Context, *arm.Call) ([]resource.Record, error) { return nil, nil },
		Continue:   s.continueUpgrade,
		Delete:     upgrade.Drop,
	}
}

// continueUpgrade carries on with a rolling upgrade whose batch is over, or whose
// next one begins.
func (s sets) continueUpgrade(ctx context.Context, c *arm.Call, u *arm.Unit, d resource.Document, refused *resource.Error) error {
	r, err := upgrade.Parse(d)
	if err != nil {
		return err
	}
	set, sd, err := resource.Load(ctx, u, c.ID.Parent().Key())
	if err != nil {
		return err
	}
	at := r.Next
	if !r.Stop(set, refused) {
		if err := s.carryOn(ctx, c, u, &set, &r); err != nil {
			return err
		}
	}
	if err := r.Write(ctx, u, &set, at); err != nil {
		return err
	}
	u.Put(set.Document(sd.Indexes...))
	return nil
}

// carryOn does the next step of an upgrade of a stored scale set.
func (s sets) carryOn(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, r *upgrade.Rollout) error {
	return s.withInstances(ctx, c, u, set, func(instances upgrade.Instances) error { return r.CarryOn(ctx, c, instances) })
}

// startUpgrade serves POST {set}/osRollingUpgrade and extensionRollingUpgrade: a
// rolling upgrade of those instances that lack what it brings. Those that have it are
// not touched, whatever else of the model they lack.
func (s sets) startUpgrade(to upgrade.Goal) doer {
	return func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		return c.ChangeRecord(ctx, c.ID, func(u *arm.Unit, d resource.Document, set resource.Record) error {
			if err := s.beginUpgrade(ctx, c, u, &set, to); err != nil {
				return err
			}
			u.Put(set.Document(d.Indexes...))
			return nil
		})
	}
}

// beginUpgrade begins a rolling upgrade of a stored scale set.
func (s sets) beginUpgrade(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, to upgrade.Goal) error {
	if err := upgrade.CheckIdle(ctx, u, c.ID); err != nil {
		return err
	}
	if err := c.Engine().CheckBusy(*set); err != nil {
		return err
	}
	return s.withInstances(ctx, c, u, set, func(instances upgrade.Instances) error {
		return upgrade.Start(ctx, c, u, set, instances, to)
	})
}

// withInstances has do work on the instances of a stored scale set, some of which it may
// make, and keeps the set's count of them.
func (s sets) withInstances(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, do func(upgrade.Instances) error) error {
	facts, err := resource.Facts[model.Facts](set)
	if err != nil {
		return err
	}
	instances, err := s.upgradable(ctx, c, u, *set, &facts.Next)
	if err != nil {
		return err
	}
	if err := do(instances); err != nil {
		return err
	}
	set.Keep(facts)
	return nil
}

// upgradable are the instances of a stored scale set to a rolling upgrade. next is the
// number of the next one that is made.
func (s sets) upgradable(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, next *int) (upgrade.Instances, error) {
	present, err := model.Present(set)
	if err != nil {
		return nil, err
	}
	isFlexible, err := model.IsFlexibleSet(set)
	if err != nil {
		return nil, err
	}
	if isFlexible {
		return flexible.Upgradable(ctx, c, u, set, present, next)
	}
	return s.supply.Upgradable(ctx, c, u, set, present, next)
}
