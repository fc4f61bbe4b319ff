package uniform

import (
	"context"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Change does something to one instance of a scale set. named reports that the
// client named it, rather than all.
type Change func(ctx context.Context, r *Roster, one Instance, named bool) error

// Work does a change to the named instances of a stored scale set, all together; "*"
// names all.
func (s Supply) Work(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, do Change, names []any) error {
	all, err := instancesOf(ctx, u, set)
	if err != nil {
		return err
	}
	chosen, named, err := choose(all, names)
	if err != nil {
		return err
	}
	r := s.roster(c, u, set)
	for _, one := range chosen {
		if err := do(ctx, r, one, named); err != nil {
			return err
		}
	}
	return nil
}

// choose are the instances with the names; named is false where "*" is among them.
func choose(all []Instance, names []any) (chosen []Instance, named bool, err error) {
	for _, name := range names {
		if name == "*" {
			return all, false, nil
		}
		found := false
		for _, one := range all {
			if name == strconv.Itoa(one.number()) {
				chosen, found = append(chosen, one), true
			}
		}
		if !found {
			return nil, false, property.Invalid("instanceIds", name)
		}
	}
	return chosen, true, nil
}

// Upgrade gives an instance the scale set's present model. Under the upgrade mode
// Manual this is how a change reaches it.
func Upgrade(ctx context.Context, r *Roster, one Instance, _ bool) error {
	present, err := model.Present(r.set)
	if err != nil {
		return err
	}
	return r.apply(ctx, &one, present)
}

// Reimage makes the instance anew from the present model. It stays the same
// instance, with its vmId and its address, and runs afterwards.
func Reimage(ctx context.Context, r *Roster, one Instance, named bool) error {
	one.facts.Power = machine.Reimage.Next(one.facts.Power)
	return Upgrade(ctx, r, one, named)
}

// Power turns instances on and off. Where all are told, those that cannot do it stay
// as they are.
func Power(a machine.PowerAction) Change {
	return func(ctx context.Context, r *Roster, one Instance, named bool) error {
		if a.Check(one.facts.Power) != nil && !named {
			return nil
		}
		before := one.facts.Power
		var err error
		if one.facts.Power, err = a.Turn(ctx, r.unit, one.record, before); err != nil || one.facts.Power == before {
			return err
		}
		one.put(r.unit)
		return nil
	}
}

// Evict evicts an instance, which its scale set loses where it is deleted by that.
func Evict(ctx context.Context, r *Roster, one Instance, named bool) error {
	gone, err := machine.EvictedForGood(one.record)
	if err != nil {
		return err
	}
	if err := Power(machine.Evict)(ctx, r, one, named); err != nil || !gone {
		return err
	}
	return Dismiss(ctx, r, one, named)
}

// Dismiss deletes an instance.
func Dismiss(ctx context.Context, r *Roster, one Instance, _ bool) error {
	id, err := resource.ParseID(one.record.ID)
	if err != nil {
		return err
	}
	if err := machine.AnnounceDeletion(ctx, r.unit, one.record); err != nil {
		return err
	}
	r.unit.Delete(id.Key())
	return model.ChangeCapacity(ctx, r.unit, id.Parent(), -1)
}
