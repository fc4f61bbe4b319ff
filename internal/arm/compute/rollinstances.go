package compute

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// upgradable are the instances of a stored scale set. next is the number of the next
// instance that is made.
func (m machines) upgradable(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, next *int) (upgrade.Instances, error) {
	present, err := model.Present(set)
	if err != nil {
		return nil, err
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return nil, err
	}
	if model.IsFlexible(properties) {
		f, err := readFleet(ctx, c, u, set, document.Int(document.At(properties, "platformFaultDomainCount")))
		return &flexibleInstances{f, present, next}, err
	}
	members, err := instancesOf(ctx, u, resource.MustParseID(set.ID))
	if err != nil {
		return nil, err
	}
	return m.uniformInstances(c, u, set, present, next, members)
}

// uniformInstances are instances of a Uniform scale set, without those that are leaving it.
func (m machines) uniformInstances(c *arm.Call, u *arm.Unit, set resource.Record, present model.Model, next *int, members []member) (*uniformInstances, error) {
	all := &uniformInstances{roster: m.roster(c.Engine(), u), call: c, set: set, present: present, next: next, members: make(map[string]member)}
	for _, one := range members {
		facts, err := resource.Facts[model.InstanceFacts](&one.record)
		if err != nil {
			return nil, err
		}
		if facts.Leaving {
			continue
		}
		name := one.record.Name()
		all.members[name] = one
		all.all = append(all.all, upgrade.State{Name: name, Healthy: facts.Power == identity.Running})
	}
	return all, nil
}

// uniformInstances are the instances of a Uniform scale set.
type uniformInstances struct {
	*roster

	call    *arm.Call
	set     resource.Record
	present model.Model
	next    *int
	all     []upgrade.State
	members map[string]member
}

func (c *uniformInstances) States() []upgrade.State { return c.all }

func (c *uniformInstances) Behind(_ context.Context, to upgrade.Goal) ([]string, error) {
	var names []string
	for _, one := range c.all {
		lacking, err := c.lacks(c.members[one.Name].record, to)
		if err != nil {
			return nil, err
		}
		if lacking {
			names = append(names, one.Name)
		}
	}
	return names, nil
}

// lacks reports whether an instance lacks what a rolling upgrade brings.
func (c *uniformInstances) lacks(instance resource.Record, to upgrade.Goal) (bool, error) {
	if to == upgrade.ToModel {
		return true, nil
	}
	properties, err := document.Read(instance.Properties)
	if err != nil || to == upgrade.ToSystem {
		return err == nil && !c.present.HasImage(properties), err
	}
	facts, err := resource.Facts[model.InstanceFacts](&instance)
	if err != nil {
		return false, err
	}
	wanted, _ := document.Clone(c.present.Profile).(map[string]any)
	keepOwn(&facts, properties, wanted)
	has, gets := document.Array(properties, extension.ProfilePath), document.Array(wanted, extension.ProfilePath)
	if len(has)+len(gets) == 0 {
		return false, nil // an empty list is as good as none
	}
	return !document.Equal(document.At(properties, extension.ProfilePath), document.At(wanted, extension.ProfilePath)), nil
}

// change changes an instance, which is under way until a time.
func (c *uniformInstances) change(name string, until time.Time, change func(one member) error) error {
	one := c.members[name]
	c.pending = pendingUntil(c.engine, until)
	defer func() { c.pending = nil }()
	return change(one)
}

// pendingUntil is the state of an instance that is being upgraded; nil where that
// is over.
func pendingUntil(e *arm.Engine, until time.Time) *resource.Pending {
	if !e.Sources.Now().Before(until) {
		return nil
	}
	return &resource.Pending{State: model.Updating, Ends: &until}
}

func (c *uniformInstances) Upgrade(ctx context.Context, name string, to upgrade.Goal, until time.Time) error {
	return c.change(name, until, func(one member) error {
		switch to {
		case upgrade.ToExtensions:
			return c.extend(one, c.present)
		case upgrade.ToSystem:
			c.heal(name)
			facts, err := resource.Facts[model.InstanceFacts](&one.record)
			if err != nil {
				return err
			}
			facts.Power = machine.Reimage.Next(facts.Power)
			one.record.Keep(facts)
		case upgrade.ToModel:
		}
		return c.apply(ctx, one.record, c.present)
	})
}

// heal notes that an instance runs.
func (c *uniformInstances) heal(name string) {
	for i := range c.all {
		if c.all[i].Name == name {
			c.all[i].Healthy = true
		}
	}
}

func (c *uniformInstances) Restore(ctx context.Context, name string, earlier model.Model) error {
	record, _, err := resource.Load(ctx, c.unit, c.members[name].document.Key)
	if err != nil {
		return err
	}
	return c.apply(ctx, record, earlier)
}

func (c *uniformInstances) Add(ctx context.Context, until time.Time) (string, error) {
	name := strconv.Itoa(*c.next)
	c.pending = pendingUntil(c.engine, until)
	defer func() { c.pending = nil }()
	record, err := c.roster.add(ctx, c.set, c.present, *c.next)
	if err != nil {
		return "", err
	}
	*c.next++
	c.members[name] = member{record: record, document: record.Document()}
	c.all = append(c.all, upgrade.State{Name: name, Healthy: true})
	return name, nil
}

func (c *uniformInstances) Remove(ctx context.Context, name string) error {
	one, ok := c.members[name]
	if !ok {
		return nil
	}
	delete(c.members, name)
	c.all = slices.DeleteFunc(c.all, func(h upgrade.State) bool { return h.Name == name })
	return leave(ctx, c.call, c.unit, one.record)
}

// flexibleInstances are the machines of a Flexible scale set.
type flexibleInstances struct {
	*fleet

	present model.Model
	next    *int
}

func (c *flexibleInstances) States() []upgrade.State {
	all := make([]upgrade.State, len(c.machines))
	for i, v := range c.machines {
		all[i] = upgrade.State{Name: v.Record.Name(), Zone: v.zone(), Healthy: v.Facts.Power == identity.Running}
	}
	return all
}

func (c *flexibleInstances) Behind(ctx context.Context, to upgrade.Goal) ([]string, error) {
	var names []string
	for _, v := range c.machines {
		if v.place().Model == 0 {
			continue // somebody made it, with a model of its own
		}
		lacking, err := c.lacks(ctx, v, to)
		if err != nil {
			return nil, err
		}
		if lacking {
			names = append(names, v.Record.Name())
		}
	}
	return names, nil
}

// lacks reports whether a machine lacks what a rolling upgrade brings.
func (c *flexibleInstances) lacks(ctx context.Context, v vessel, to upgrade.Goal) (bool, error) {
	switch to {
	case upgrade.ToExtensions:
		return c.lacksExtensions(ctx, v)
	case upgrade.ToSystem:
		properties, err := document.Read(v.Record.Properties)
		return err == nil && !c.present.HasImage(properties), err
	default:
		return true, nil
	}
}

// lacksExtensions reports whether the extensions that a machine has of its set are
// others than the model's.
func (c *flexibleInstances) lacksExtensions(ctx context.Context, v vessel) (bool, error) {
	wanted := extension.InProfile(c.present.Profile, extension.ProfilePath)
	if len(wanted) != len(v.place().Extensions) {
		return true, nil
	}
	has, err := extension.On(ctx, c.unit, v.Record, v.Facts.Extensions)
	if err != nil {
		return false, err
	}
	for _, one := range wanted {
		at := slices.IndexFunc(has, func(h extension.Installed) bool { return strings.EqualFold(h.Name, one.Name) })
		if at < 0 || !one.Within(has[at]) {
			return true, nil
		}
	}
	return false, nil
}

// at is where the machine with a name is; -1 for nowhere.
func (c *flexibleInstances) at(name string) int {
	return slices.IndexFunc(c.machines, func(v vessel) bool { return v.Record.Name() == name })
}

func (c *flexibleInstances) Upgrade(ctx context.Context, name string, to upgrade.Goal, _ time.Time) error {
	v := &c.machines[c.at(name)]
	if to == upgrade.ToExtensions {
		if v.Facts.Power != identity.Running {
			return nil
		}
		return c.extend(ctx, v, c.present)
	}
	return c.fleet.upgrade(ctx, v, c.present)
}

func (c *flexibleInstances) Restore(ctx context.Context, name string, earlier model.Model) error {
	return c.fleet.upgrade(ctx, &c.machines[c.at(name)], earlier)
}

func (c *flexibleInstances) Add(ctx context.Context, _ time.Time) (string, error) {
	if err := c.fleet.add(ctx, c.present, *c.next); err != nil {
		return "", err
	}
	*c.next++
	return c.machines[len(c.machines)-1].Record.Name(), nil
}

func (c *flexibleInstances) Remove(ctx context.Context, name string) error {
	if at := c.at(name); at >= 0 {
		return c.dismiss(ctx, at)
	}
	return nil
}
