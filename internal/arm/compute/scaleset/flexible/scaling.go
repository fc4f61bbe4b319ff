package flexible

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Continue has a machine of a Flexible scale set come or go whose time has
// come, and ends the operation when all are there.
func Continue(ctx context.Context, c *arm.Call, u *arm.Unit, d resource.Document, refused *resource.Error) error {
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
	f, err := read(ctx, c, u, set)
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
