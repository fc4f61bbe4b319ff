package compute

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// change does something to one instance of a scale set. named reports that the
// client named it, rather than all.
type change func(ctx context.Context, r *roster, set resource.Record, one member, named bool) error

// instancePower are the actions on an instance's power, of scale sets and of the
// instances themselves.
var instancePower = []machine.PowerAction{machine.Start, machine.PowerOff, machine.Restart, machine.Deallocate, machine.Redeploy, machine.Maintain}

// setActions are what a scale set can be told about its instances.
func (m machines) setActions() []arm.Action {
	return append(instancePowerActions(" the instances of", func(do change, fleet fleetChange) doer { return m.onInstances(false, do, fleet) }),
		arm.Action{Name: "manualupgrade", Display: "Upgrade the instances of", Do: m.onInstances(true, upgradeInstance, upgradeVessel)},
		arm.Action{Name: "osRollingUpgrade", Display: "Start a rolling upgrade of the operating system of", Do: m.startRollout(upgrade.ToSystem)},
		arm.Action{Name: "extensionRollingUpgrade", Display: "Start a rolling upgrade of the extensions of", Do: m.startRollout(upgrade.ToExtensions)},
		arm.Action{Name: "delete", Display: "Delete instances of", Do: m.onInstances(true, dismiss, dismissVessel)},
	)
}

// instanceActions are what one instance can be told; a machine of a Flexible set
// is told itself.
func (m machines) instanceActions() []arm.Action {
	return append(instancePowerActions("", func(do change, _ fleetChange) doer { return m.onInstance(do) }), machine.Eviction(m.onInstance(evict)))
}

// doer is what carries an action out.
type doer = func(context.Context, *arm.Call) (*arm.Response, error)

// instancePowerActions are the actions that instances and their scale sets have in
// common; on makes the action of a change, and of the same change to the machines
// of a Flexible set, which is nil where there is none: they are made anew one by one.
func instancePowerActions(whom string, on func(change, fleetChange) doer) []arm.Action {
	actions := make([]arm.Action, len(instancePower), len(instancePower)+2)
	for i, a := range instancePower {
		actions[i] = arm.Action{Name: a.Name, Display: a.Display + whom, Do: on(powerChange(a), powerVessel(a))}
	}
	return append(actions,
		arm.Action{Name: "reimage", Display: "Reimage" + whom, Do: on(reimage, nil)},
		arm.Action{Name: "reimageAll", Display: "Reimage with all disks" + whom, Do: on(reimage, nil)},
	)
}

// upgradeInstance gives an instance the scale set's present model. Under the upgrade mode
// Manual this is how a change reaches it.
func upgradeInstance(ctx context.Context, r *roster, set resource.Record, one member, _ bool) error {
	present, err := model.Present(set)
	if err != nil {
		return err
	}
	return r.apply(ctx, one.record, present)
}

// reimage makes the instance anew from the present model. It stays the same
// instance, with its vmId and its address, and runs afterwards.
func reimage(ctx context.Context, r *roster, set resource.Record, one member, named bool) error {
	facts, err := resource.Facts[model.InstanceFacts](&one.record)
	if err != nil {
		return err
	}
	facts.Power = machine.Reimage.Next(facts.Power)
	one.record.Keep(facts)
	return upgradeInstance(ctx, r, set, one, named)
}

// dismiss deletes an instance.
func dismiss(ctx context.Context, r *roster, set resource.Record, one member, _ bool) error {
	id, err := resource.ParseID(set.ID)
	if err != nil {
		return err
	}
	if err := machine.AnnounceDeletion(ctx, r.unit, one.record); err != nil {
		return err
	}
	r.unit.Delete(one.document.Key)
	return model.ChangeCapacity(ctx, r.unit, id, -1)
}

// powerChange turns instances on and off. Where all are told, those that cannot
// do it stay as they are.
func powerChange(a machine.PowerAction) change {
	return func(ctx context.Context, r *roster, _ resource.Record, one member, named bool) error {
		facts, err := resource.Facts[model.InstanceFacts](&one.record)
		if err != nil {
			return err
		}
		if err := a.Check(facts.Power); err != nil && !named {
			return nil
		}
		next, err := a.Turn(ctx, r.unit, one.record, facts.Power)
		if err != nil {
			return err
		}
		if next != facts.Power {
			facts.Power = next
			one.record.Keep(facts)
			r.unit.Put(one.record.Document(one.document.Indexes...))
		}
		return nil
	}
}

// onInstances is the action on a scale set that does something to the instances
// that the body names; "*" names all. Where they need not be named, no names
// are all.
func (m machines) onInstances(demanded bool, do change, fleet fleetChange) doer {
	return func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		names, err := readNames(c, demanded)
		if err != nil {
			return nil, err
		}
		return m.work(ctx, c, c.ID, do, fleet, names)
	}
}

func (m machines) onInstance(do change) doer {
	return func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		if _, err := c.Load(ctx); err != nil {
			return nil, err
		}
		return m.work(ctx, c, c.ID.Parent(), do, nil, []any{c.ID.Name()})
	}
}

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
func (m machines) work(ctx context.Context, c *arm.Call, set resource.ID, do change, fleet fleetChange, names []any) (*arm.Response, error) {
	err := c.Work(ctx, set.Key(), func(u *arm.Unit) error {
		record, err := u.Record(ctx, set)
		if errors.Is(err, resource.ErrNotFound) {
			return c.Missing(ctx)
		}
		if err != nil {
			return err
		}
		if isFleet, err := model.IsFlexibleSet(record); err != nil {
			return err
		} else if isFleet {
			return workOnFleet(ctx, c, u, record, fleet, names)
		}
		all, err := instancesOf(ctx, u, set)
		if err != nil {
			return err
		}
		chosen, named, err := choose(all, names)
		if err != nil {
			return err
		}
		r := m.roster(c.Engine(), u)
		for _, one := range chosen {
			if err := do(ctx, r, record, one, named); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &arm.Response{Status: http.StatusOK}, nil
}

// choose are the instances with the names; named is false where "*" is among them.
func choose(all []member, names []any) (chosen []member, named bool, err error) {
	for _, name := range names {
		if name == "*" {
			return all, false, nil
		}
		found := false
		for _, one := range all {
			if name == strconv.Itoa(numberOf(one.record)) {
				chosen, found = append(chosen, one), true
			}
		}
		if !found {
			return nil, false, property.Invalid("instanceIds", name)
		}
	}
	return chosen, true, nil
}

// viewScaleSet serves GET {set}/instanceView: how many instances are in which state.
func viewScaleSet(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	set, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	if isFleet, err := model.IsFlexibleSet(set); err != nil {
		return nil, err
	} else if isFleet {
		return nil, notOnFlexible("instanceView.GET", c.ID.Name())
	}
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: instanceKind, Under: c.ID.Key()})
	if err != nil {
		return nil, err
	}
	summary := []any{}
	if len(documents) > 0 {
		summary = append(summary, map[string]any{"code": "ProvisioningState/succeeded", "count": len(documents)})
	}
	view := map[string]any{
		"virtualMachine": map[string]any{"statusesSummary": summary},
		"statuses":       []any{answer.Provisioned(set.Modified)},
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return nil, err
	}
	extensions := []any{}
	for _, one := range extension.InProfile(properties, setExtension.Path) {
		extensions = append(extensions, map[string]any{"name": one.Name, "statusesSummary": summary})
	}
	if len(extensions) > 0 {
		view["extensions"] = extensions
	}
	return arm.JSON(http.StatusOK, view), nil
}

// listSetSKUs lists the sizes to which a scale set may change.
func listSetSKUs(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	sizes := catalogue.SizeNames()
	value := make([]any, len(sizes))
	for i, size := range sizes {
		value[i] = map[string]any{
			"resourceType": identity.ScaleSetType,
			"sku":          map[string]any{"name": size, "tier": catalogue.TierOf(size)},
			"capacity":     map[string]any{"minimum": 0, "maximum": model.MaxInstances, "defaultCapacity": 1, "scaleType": "Automatic"},
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}
