package compute

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/resource"
)

// startRollout serves POST {set}/osRollingUpgrade and extensionRollingUpgrade: a
// rolling upgrade of those instances that lack what it brings. Those that have it are
// not touched, whatever else of the model they lack.
func (m machines) startRollout(to upgrade.Goal) doer {
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

func (m machines) beginRollout(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, to upgrade.Goal) error {
	if err := upgrade.CheckIdle(ctx, u, c.ID); err != nil {
		return err
	}
	if err := c.Engine().CheckBusy(*set); err != nil {
		return err
	}
	facts, err := resource.Facts[model.Facts](set)
	if err != nil {
		return err
	}
	workers, err := m.upgradable(ctx, c, u, *set, &facts.Next)
	if err != nil {
		return err
	}
	if err := upgrade.Start(ctx, c, u, set, workers, to); err != nil {
		return err
	}
	set.Keep(facts)
	return nil
}
