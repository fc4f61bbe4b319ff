package scaleset

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/uniform"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// change is a change of instances, by what their scale set is: of a Uniform or of a
// Flexible one. One that is nil is not for such sets.
type change struct {
	uniform  uniform.Change
	flexible flexible.Change
}

// instancePower are the actions on an instance's power, of scale sets and of the
// instances themselves.
var instancePower = []machine.PowerAction{machine.Start, machine.PowerOff, machine.Restart, machine.Deallocate, machine.Redeploy, machine.Maintain}

// setActions are what a scale set can be told about its instances.
func (s sets) setActions() []arm.Action {
	return append(powerActionsOf(" the instances of", func(do change) doer { return s.onInstances(false, do) }),
		arm.Action{Name: "manualupgrade", Display: "Upgrade the instances of", Do: s.onInstances(true, change{uniform.Upgrade, flexible.Upgrade})},
		arm.Action{Name: "osRollingUpgrade", Display: "Start a rolling upgrade of the operating system of", Do: s.startUpgrade(upgrade.ToSystem)},
		arm.Action{Name: "extensionRollingUpgrade", Display: "Start a rolling upgrade of the extensions of", Do: s.startUpgrade(upgrade.ToExtensions)},
		arm.Action{Name: "delete", Display: "Delete instances of", Do: s.onInstances(true, change{uniform.Dismiss, flexible.Dismiss})},
	)
}

// instanceActions are what one instance can be told; a machine of a Flexible set
// is told itself.
func (s sets) instanceActions() []arm.Action {
	on := func(do change) doer { return s.onInstance(do.uniform) }
	return append(powerActionsOf("", on), machine.Eviction(s.onInstance(uniform.Evict)))
}

// doer is what carries an action out.
type doer = func(context.Context, *arm.Call) (*arm.Response, error)

// powerActionsOf are the actions that instances and their scale sets have in common;
// on makes the action of a change. Machines of a Flexible set are made anew one by one.
func powerActionsOf(whom string, on func(change) doer) []arm.Action {
	actions := make([]arm.Action, len(instancePower), len(instancePower)+2)
	for i, a := range instancePower {
		actions[i] = arm.Action{Name: a.Name, Display: a.Display + whom, Do: on(change{uniform.Power(a), flexible.Power(a)})}
	}
	return append(actions,
		arm.Action{Name: "reimage", Display: "Reimage" + whom, Do: on(change{uniform: uniform.Reimage})},
		arm.Action{Name: "reimageAll", Display: "Reimage with all disks" + whom, Do: on(change{uniform: uniform.Reimage})},
	)
}

// onInstances is the action on a scale set that does something to the instances
// that the body names; "*" names all. Where they need not be named, no names
// are all.
func (s sets) onInstances(demanded bool, do change) doer {
	return func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		names, err := readNames(c, demanded)
		if err != nil {
			return nil, err
		}
		return s.work(ctx, c, c.ID, do, names)
	}
}

// onInstance is the action on an instance of a Uniform scale set that does something
// to it.
func (s sets) onInstance(do uniform.Change) doer {
	return func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		if _, err := c.Load(ctx); err != nil {
			return nil, err
		}
		return s.work(ctx, c, c.ID.Parent(), change{uniform: do}, []any{c.ID.Name()})
	}
}

// readNames are the names of instances in the body.
func readNames(c *arm.Call, demanded bool) ([]any, error) {
	if len(c.Request.Body) == 0 && !demanded {
		return []any{"*"}, nil
	}
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	names := document.Array(body, "instanceIds")
	switch {
	case len(names) > 0:
		return names, nil
	case demanded:
		return nil, property.Missing("instanceIds")
	}
	return []any{"*"}, nil
}

// work does a change to the named instances of a scale set, all together.
func (s sets) work(ctx context.Context, c *arm.Call, set resource.ID, do change, names []any) (*arm.Response, error) {
	return c.ChangeRecord(ctx, set, func(u *arm.Unit, _ resource.Document, record resource.Record) error {
		if isFlexible, err := model.IsFlexibleSet(record); err != nil {
			return err
		} else if isFlexible {
			return flexible.Work(ctx, c, u, record, do.flexible, names)
		}
		return s.supply.Work(ctx, c, u, record, do.uniform, names)
	})
}
