package compute

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

// fleetChange does something to the machine at a place in a Flexible scale set.
// named reports that the client named it, rather than all.
type fleetChange func(ctx context.Context, f *fleet, at int, named bool) error

// workOnFleet does a change to the named machines of a Flexible scale set, all
// together. One that is nil is not for such sets.
func workOnFleet(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, do fleetChange, names []any) error {
	if do == nil {
		operation := c.ActionName() + ".POST"
		if strings.EqualFold(c.Type.FullName(), identity.InstanceType) {
			operation = "virtualMachines." + operation
		}
		return notOnFlexible(operation, set.Name())
	}
	f, err := readFleet(ctx, c, u, set)
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
		at := slices.IndexFunc(f.machines, func(v vessel) bool { return strings.EqualFold(v.Record.Name(), fmt.Sprint(name)) })
		if at < 0 {
			return property.Invalid("instanceIds", name)
		}
		if err := do(ctx, f, at, true); err != nil {
			return err
		}
	}
	return nil
}

// dismissVessel deletes a machine.
func dismissVessel(ctx context.Context, f *fleet, at int, _ bool) error { return f.dismiss(ctx, at) }

// upgradeVessel gives a machine the set's present model. One that the set did not
// make has a model of its own.
func upgradeVessel(ctx context.Context, f *fleet, at int, named bool) error {
	v := &f.machines[at]
	if v.place().Model == 0 {
		if named {
			return resource.Conflict("OperationNotAllowed", "Virtual Machine '%s' was not made from the model of Virtual Machine Scale Set '%s' and cannot be upgraded to it.", v.Record.Name(), f.set.Name())
		}
		return nil
	}
	present, err := model.Present(f.set)
	if err != nil {
		return err
	}
	return f.upgrade(ctx, v, present)
}

// powerVessel turns machines on and off. Where all are told, those that cannot do
// it stay as they are.
func powerVessel(a machine.PowerAction) fleetChange {
	return func(ctx context.Context, f *fleet, at int, named bool) error {
		v := &f.machines[at]
		before := v.Facts.Power
		err := v.Turn(ctx, f.unit, a)
		if _, refused := errors.AsType[*resource.Error](err); refused && !named {
			return nil
		}
		if err == nil && v.Facts.Power != before {
			v.Put(f.unit)
		}
		return err
	}
}

// viaFleet is an action on instances that, on one of a Flexible scale set, takes the
// same right on the virtual machine itself: who may act on a set may not for that be
// each machine in it.
func viaFleet(action arm.Action) arm.Action {
	do := action.Do
	action.Do = func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		_, _, ok, err := instanceOfFleet(ctx, c.Engine().Store, c.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			if err := c.Authorize(identity.MachineType+"/"+action.Name+"/action", vesselID(c.ID)); err != nil {
				return nil, err
			}
		}
		return do(ctx, c)
	}
	return action
}
