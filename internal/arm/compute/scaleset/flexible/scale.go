package flexible

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Scale brings the machines of a Flexible scale set to its capacity, and,
// where changes reach them by themselves, to its model.
func Scale(ctx context.Context, w *arm.Write, facts *model.Facts, capacity int, mode upgrade.Mode, changed bool) error {
	f, err := readWith(ctx, w.Call, w.Unit, w.Record, w.Properties)
	if err != nil {
		return err
	}
	if model.ProfileOf(w) == nil {
		return nil // there is nothing to make machines of; those that are there stay
	}
	f.foreshadow(w)
	present := model.Written(w, facts.Model)
	upgrades := changed && mode != upgrade.Manual
	if w.Engine().Pace == arm.AtOnce || upgrades && mode == upgrade.Rolling {
		// What goes need not be upgraded before.
		if err := f.step(ctx, present, min(capacity, len(f.machines)), &facts.Next, len(f.machines)); err != nil {
			return err
		}
	}
	switch {
	case !upgrades:
	case mode == upgrade.Rolling:
		if err := upgrade.RollOut(ctx, w, &upgradable{f, present, &facts.Next}, facts.Model-1); err != nil {
			return err
		}
	default:
		if err := f.upgradeAll(ctx, present); err != nil {
			return err
		}
	}
	return f.resize(ctx, w, facts, present, capacity)
}

// foreshadow puts the set into the unit as far as it is known, for its machines
// to refer to. The write of the set itself follows.
func (f *Fleet) foreshadow(w *arm.Write) {
	record := w.Record
	record.Properties = document.Write(w.Properties)
	w.Unit.Put(record.Document(w.Indexes...))
}

// resize brings the machines to a capacity: at once, or, where operations take time
// and no rolling upgrade is under way, one after the other. That it can be done is
// found out first.
func (f *Fleet) resize(ctx context.Context, w *arm.Write, facts *model.Facts, present model.Model, capacity int) error {
	steps := max(capacity-len(f.machines), len(f.machines)-capacity)
	takes := w.Type.Operations.Update
	if w.Old == nil {
		takes = w.Type.Operations.Create
	}
	if steps == 0 || w.Lasting() {
		return f.step(ctx, present, capacity, &facts.Next, steps)
	}
	key, ok := w.Lasts(takes)
	if !ok {
		return f.step(ctx, present, capacity, &facts.Next, steps)
	}
	tried, next := *f, facts.Next
	tried.unit, tried.machines = w.Unit.Trial(), slices.Clone(f.machines)
	if err := tried.step(ctx, present, capacity, &next, steps); err != nil {
		return err
	}
	facts.Scaling = &model.Scaling{Began: w.Engine().Sources.Now().UTC(), Takes: takes, Steps: steps, Operation: key}
	w.Indexes = append(w.Indexes, arm.DueIndex(facts.Scaling.Next()))
	return nil
}

// step has so many machines come or go, until the set has its capacity.
func (f *Fleet) step(ctx context.Context, present model.Model, capacity int, next *int, steps int) error {
	for range steps {
		switch {
		case len(f.machines) > capacity:
			if err := f.dismiss(ctx, f.surplus()); err != nil {
				return err
			}
		case len(f.machines) < capacity:
			if err := f.add(ctx, present, *next); err != nil {
				return err
			}
			*next++
		}
	}
	return nil
}

// Delete ends what is under way in a Flexible scale set that is deleted, and
// deletes its machines, unless they go with what is deleted.
func Delete(ctx context.Context, r *arm.Removal) error {
	facts, err := resource.Facts[model.Facts](&r.Record)
	if err != nil {
		return err
	}
	if err := endScaling(ctx, r.Unit, &r.Record, &facts, resource.Conflict("OperationPreempted", "The scale set '%s' was deleted.", r.ID.Name())); err != nil {
		return err
	}
	if !r.Target.Equal(r.ID) {
		return nil
	}
	f, err := read(ctx, r.Call, r.Unit, r.Record)
	if err != nil {
		return err
	}
	for len(f.machines) > 0 {
		if err := f.dismiss(ctx, len(f.machines)-1); err != nil {
			return err
		}
	}
	// A machine that comes into the set meanwhile is not left behind in none.
	r.Unit.NothingHolds(arm.UsesIndex(r.ID))
	return nil
}
