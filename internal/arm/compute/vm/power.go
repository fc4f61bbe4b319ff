package vm

import (
	"context"
	"errors"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// powerActions are what virtual machines can be told.
var powerActions = []machine.PowerAction{
	machine.Start, machine.PowerOff, machine.Restart, machine.Deallocate, machine.Redeploy, machine.Maintain, machine.Reimage, machine.Reapply,
}

// actions are the actions on virtual machines that change them.
func actions() []arm.Action {
	all := make([]arm.Action, 0, len(powerActions)+2)
	all = append(all, machine.Eviction(evict), arm.Action{Name: "generalize", Display: "Generalize", Do: generalize})
	for _, a := range powerActions {
		all = append(all, arm.Action{Name: a.Name, Display: a.Display, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			return change(ctx, c, func(u *arm.Unit, vm *machine.VM) error { return vm.Turn(ctx, u, a) })
		}})
	}
	return all
}

// generalize marks a machine that is off as one to make images of.
func generalize(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	return change(ctx, c, func(_ *arm.Unit, vm *machine.VM) error {
		if vm.Facts.Power == identity.Running {
			return resource.Conflict("OperationNotAllowed", "Operation 'generalize' is not allowed on VM '%s' since the VM is running.", c.ID.Name())
		}
		vm.Facts.Generalized = true
		return nil
	})
}

// evict deallocates or deletes a spot machine, as it wants.
func evict(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	return change(ctx, c, func(u *arm.Unit, vm *machine.VM) error {
		gone, err := machine.EvictedForGood(vm.Record)
		if err != nil {
			return err
		}
		if err := vm.Turn(ctx, u, machine.Evict); err != nil || !gone {
			return err
		}
		return c.Engine().Drop(ctx, c, u, c.ID)
	})
}

// change changes what the server keeps of the call's virtual machine.
func change(ctx context.Context, c *arm.Call, do func(*arm.Unit, *machine.VM) error) (*arm.Response, error) {
	return c.ChangeRecord(ctx, c.ID, func(u *arm.Unit, d resource.Document, _ resource.Record) error {
		vm, err := machine.ParseVM(d)
		if err != nil {
			return err
		}
		if err := do(u, &vm); err != nil {
			return err
		}
		if _, err := u.Get(ctx, c.ID.Key()); errors.Is(err, resource.ErrNotFound) {
			return nil // it has gone by that
		}
		vm.Put(u)
		return nil
	})
}
