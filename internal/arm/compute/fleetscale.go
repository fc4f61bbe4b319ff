package compute

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// resize brings the machines to a capacity: at once, or, where operations take time
// and no rolling upgrade is under way, one after the other. That it can be done is
// found out first.
func (f *fleet) resize(ctx context.Context, w *arm.Write, facts *model.Facts, present model.Model, capacity int) error {
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
func (f *fleet) step(ctx context.Context, present model.Model, capacity int, next *int, steps int) error {
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

// continueScaling has a machine of a Flexible scale set come or go whose time has
// come, and ends the operation when all are there.
func continueScaling(ctx context.Context, c *arm.Call, u *arm.Unit, d resource.Document, refused *resource.Error) error {
	set, err := resource.ParseRecord(d)
	if err != nil {
		return err
	}
	facts, err := resource.Facts[model.Facts](&set)
	if err != nil {
		return err
	}
	indexes := slices.DeleteFunc(slices.Clone(d.Indexes), arm.IsDueIndex)
	s := facts.Scaling
	var failure *resource.Error
	switch {
	case s == nil:
	case set.Pending == nil || set.Pending.State == "Deleting":
		failure = resource.Conflict("OperationPreempted", "The scale set '%s' is being deleted.", set.Name())
	case refused != nil:
		failure = refused
	default:
		if err := catchUp(ctx, c, u, set, &facts); err != nil {
			return err
		}
	}
	if s == nil || failure != nil || s.Done > s.Steps {
		if err := endScaling(ctx, u, &set, &facts, failure); err != nil {
			return err
		}
	} else {
		indexes = append(indexes, arm.DueIndex(s.Next()))
	}
	set.Keep(facts)
	u.Put(set.Document(indexes...))
	return nil
}

// catchUp does the next step of a scaling. One more than there are machines to come
// or go is its end.
func catchUp(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, facts *model.Facts) error {
	present, err := model.Present(set)
	if err != nil {
		return err
	}
	sku, err := document.Read(set.Members["sku"])
	if err != nil {
		return err
	}
	f, err := readFleet(ctx, c, u, set)
	if err != nil {
		return err
	}
	s, steps := facts.Scaling, 1
	f.until = s.Ends()
	if s.Done++; s.Done > s.Steps {
		steps = model.MaxInstances // whatever is left
	}
	return f.step(ctx, present, document.Int(document.At(sku, "capacity")), &facts.Next, steps)
}

// endScaling ends a scaling and its operation: with an error, or well where that is nil.
func endScaling(ctx context.Context, u *arm.Unit, set *resource.Record, facts *model.Facts, failure *resource.Error) error {
	s := facts.Scaling
	facts.Scaling = nil
	if s == nil {
		return nil
	}
	if set.Pending != nil && set.Pending.State != "Deleting" {
		set.Pending = nil
		if failure != nil {
			set.Pending = model.Failed(s.Next())
		}
	}
	return u.EndOperation(ctx, s.Operation, s.Ends(), failure)
}

// settleBy has a machine that is made be so when what makes it is over.
func (f *fleet) settleBy(ctx context.Context, key string) error {
	if f.until.IsZero() {
		return nil
	}
	record, d, err := resource.Load(ctx, f.unit, key)
	if err != nil || record.Pending == nil {
		return err
	}
	record.Pending.Ends = &f.until
	f.unit.Put(record.Document(d.Indexes...))
	return nil
}

// deleteFleet ends what is under way in a Flexible scale set that is deleted, and
// deletes its machines, unless they go with what is deleted.
func deleteFleet(ctx context.Context, r *arm.Removal) error {
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
	f, err := readFleet(ctx, r.Call, r.Unit, r.Record)
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
