package uniform

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Begin fills in what is chosen at the creation of a Uniform scale set.
func Begin(w *arm.Write) {
	document.Default(w.Properties, "platformFaultDomainCount", document.Numeral(faultDomains))
	document.Default(w.Properties, "singlePlacementGroup", true)
	document.Default(w.Properties, "overprovision", true)
	document.Default(w.Properties, "doNotRunExtensionsOnOverprovisionedVMs", false)
}

// Scale brings the instances of the scale set that is written to its capacity, and,
// where its model has changed and changes reach instances by themselves, to its model.
func (s Supply) Scale(ctx context.Context, w *arm.Write, facts *model.Facts, capacity int, mode upgrade.Mode, changed bool) error {
	var all []Instance
	if w.Old != nil {
		var err error
		if all, err = staying(ctx, w.Unit, w.Record); err != nil {
			return err
		}
	}
	r, present := s.roster(w.Call, w.Unit, w.Record), model.Written(w, facts.Model)
	kept := all[:min(capacity, len(all))]
	switch {
	case !changed || mode == upgrade.Manual || len(kept) == 0:
	case mode == upgrade.Rolling:
		if err := upgrade.RollOut(ctx, w, r.upgradable(kept, present, &facts.Next), facts.Model-1); err != nil {
			return err
		}
	default:
		for _, one := range kept {
			if err := r.apply(ctx, &one, present); err != nil {
				return err
			}
		}
	}
	for n := len(all); n < capacity; n++ {
		if _, err := r.add(ctx, present, facts.Next); err != nil {
			return err
		}
		facts.Next++
	}
	for _, one := range all[len(kept):] { // the newest go first
		if err := r.leave(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// leave takes an instance out of a scale set that becomes smaller. It goes at once,
// or, where it is to be told before, after the event: until then it is there and
// counts no more.
func (r *Roster) leave(ctx context.Context, one Instance) error {
	id, err := resource.ParseID(one.record.ID)
	if err != nil {
		return err
	}
	later, err := r.leavesLater(ctx, id, one)
	if err == nil && !later {
		r.unit.Delete(id.Key())
	}
	return err
}

// leavesLater has an instance that is to be told before it goes leave after that.
func (r *Roster) leavesLater(ctx context.Context, id resource.ID, one Instance) (bool, error) {
	impact, err := machine.TerminationOf(one.record)
	if err != nil || !impact.Felt(one.facts.Power) {
		return false, err
	}
	announced, err := impact.On(ctx, r.unit, one.record)
	if err != nil {
		return false, err
	}
	later, err := r.call.RemoveLater(ctx, r.unit, id, announced)
	if err != nil || !later {
		return false, err
	}
	d, err := r.unit.Get(ctx, id.Key())
	if err != nil {
		return false, err
	}
	one.facts.Leaving, one.indexes = true, d.Indexes
	one.record.Pending = &resource.Pending{State: "Deleting"}
	one.put(r.unit)
	return true, nil
}
