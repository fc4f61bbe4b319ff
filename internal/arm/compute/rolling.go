package compute

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/resource"
)

// rollingUpgrade declares the one resource rollingUpgrades/latest of a scale set:
// its last rolling upgrade, which goes on by itself while it is under way.
func (m machines) rollingUpgrade() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       "virtualMachineScaleSets/rollingUpgrades",
		Display:    "Rolling Upgrades",
		Versions:   apiversion.Since("2017-03-30"),
		ReadOnly:   true,
		Operations: arm.ComputeOperations(),
		Orders:     []arm.Action{{Name: "cancel", Display: "Cancel", Do: upgrade.Cancel}},
		List:       func(context.Context, *arm.Call) ([]resource.Record, error) { return nil, nil },
		Continue:   m.continueRollout,
		Delete:     upgrade.Drop,
	}
}

// continueRollout carries on with a rolling upgrade whose batch is over, or whose
// next one begins.
func (m machines) continueRollout(ctx context.Context, c *arm.Call, u *arm.Unit, d resource.Document, refused *resource.Error) error {
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
		if err := m.carryOn(ctx, c, u, &set, &r); err != nil {
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
func (m machines) carryOn(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, r *upgrade.Rollout) error {
	facts, err := resource.Facts[model.Facts](set)
	if err != nil {
		return err
	}
	workers, err := m.upgradable(ctx, c, u, *set, &facts.Next)
	if err != nil {
		return err
	}
	err = r.CarryOn(ctx, c, workers)
	set.Keep(facts)
	return err
}
