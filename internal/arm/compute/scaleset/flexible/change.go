package flexible

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Change does something to the machine at a place in a Flexible scale set.
// named reports that the client named it, rather than all.
type Change func(ctx context.Context, f *Fleet, at int, named bool) error

// Work does a change to the named machines of a Flexible scale set, all
// together. One that is nil is not for such sets.
func Work(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, do Change, names []any) error {
	if do == nil {
		operation := c.ActionName() + ".POST"
		if strings.EqualFold(c.Type.FullName(), identity.InstanceType) {
			operation = "virtualMachines." + operation
		}
		return NotAllowed(operation, set.Name())
	}
	f, err := read(ctx, c, u, set)
	if err != nil {
		return err
	}
	if slices.Contains(names, any("*")) {
		for at := len(f.machines) - 1; at >= 0; at-- { // from the end: some go
			if err := do(ctx, f, at, false); err != nil {
				return err
			}
		}
		return nil
	}
	for _, name := range names {
		at := slices.IndexFunc(f.machines, func(m Machine) bool { return strings.EqualFold(m.Record.Name(), fmt.Sprint(name)) })
		if at < 0 {
			return property.Invalid("instanceIds", name)
		}
		if err := do(ctx, f, at, true); err != nil {
			return err
		}
	}
	return nil
}

// Dismiss deletes a machine.
func Dismiss(ctx context.Context, f *Fleet, at int, _ bool) error { return f.dismiss(ctx, at) }

// Upgrade gives a machine the set's present model. One that the set did not
// make has a model of its own.
func Upgrade(ctx context.Context, f *Fleet, at int, named bool) error {
	m := &f.machines[at]
	if m.place().Model == 0 {
		if named {
			return resource.Conflict("OperationNotAllowed", "Virtual Machine '%s' was not made from the model of Virtual Machine Scale Set '%s' and cannot be upgraded to it.", m.Record.Name(), f.set.Name())
		}
		return nil
	}
	present, err := model.Present(f.set)
	if err != nil {
		return err
	}
	return f.upgrade(ctx, m, present)
}

// Power turns machines on and off. Where all are told, those that cannot do
// it stay as they are.
func Power(a machine.PowerAction) Change {
	return func(ctx context.Context, f *Fleet, at int, named bool) error {
		m := &f.machines[at]
		before := m.Facts.Power
		err := m.Turn(ctx, f.unit, a)
		if _, refused := errors.AsType[*resource.Error](err); refused && !named {
			return nil
		}
		if err == nil && m.Facts.Power != before {
			m.Put(f.unit)
		}
		return err
	}
}
