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
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// upgradable are the instances of a stored scale set. next is the number of the next
// instance that is made.
func (m machines) upgradable(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, present model, next *int) (instances, error) {
	properties, err := document.Read(set.Properties)
	if err != nil {
		return nil, err
	}
	if isFlexible(properties) {
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
func (m machines) uniformInstances(c *arm.Call, u *arm.Unit, set resource.Record, present model, next *int, members []member) (*uniformInstances, error) {
	all := &uniformInstances{roster: m.roster(c.Engine(), u), call: c, set: set, present: present, next: next, members: make(map[string]member)}
	for _, one := range members {
		facts, err := resource.Facts[instanceFacts](&one.record)
		if err != nil {
			return nil, err
		}
		if facts.Leaving {
			continue
		}
		name := one.record.Name()
		all.members[name] = one
		all.all = append(all.all, instanceState{name: name, healthy: facts.Power == identity.Running})
	}
	return all, nil
}

// uniformInstances are the instances of a Uniform scale set.
type uniformInstances struct {
	*roster

	call    *arm.Call
	set     resource.Record
	present model
	next    *int
	all     []instanceState
	members map[string]member
}

func (c *uniformInstances) states() []instanceState { return c.all }

func (c *uniformInstances) behind(_ context.Context, to goal) ([]string, error) {
	var names []string
	for _, one := range c.all {
		lacking, err := lacks(c.members[one.name].record, to, c.present)
		if err != nil {
			return nil, err
		}
		if lacking {
			names = append(names, one.name)
		}
	}
	return names, nil
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
	return &resource.Pending{State: updating, Ends: &until}
}

func (c *uniformInstances) upgrade(ctx context.Context, name string, to goal, until time.Time) error {
	return c.change(name, until, func(one member) error {
		switch to {
		case toExtensions:
			return c.extend(one, c.present)
		case toSystem:
			c.heal(name)
			facts, err := resource.Facts[instanceFacts](&one.record)
			if err != nil {
				return err
			}
			facts.Power = machine.Reimage.Next(facts.Power)
			one.record.Keep(facts)
		case toModel:
		}
		return c.apply(ctx, one.record, c.present)
	})
}

// heal notes that an instance runs.
func (c *uniformInstances) heal(name string) {
	for i := range c.all {
		if c.all[i].name == name {
			c.all[i].healthy = true
		}
	}
}

func (c *uniformInstances) restore(ctx context.Context, name string, earlier model) error {
	record, _, err := resource.Load(ctx, c.unit, c.members[name].document.Key)
	if err != nil {
		return err
	}
	return c.apply(ctx, record, earlier)
}

func (c *uniformInstances) add(ctx context.Context, until time.Time) (string, error) {
	name := strconv.Itoa(*c.next)
	c.pending = pendingUntil(c.engine, until)
	defer func() { c.pending = nil }()
	record, err := c.roster.add(ctx, c.set, c.present, *c.next)
	if err != nil {
		return "", err
	}
	*c.next++
	c.members[name] = member{record: record, document: record.Document()}
	c.all = append(c.all, instanceState{name: name, healthy: true})
	return name, nil
}

func (c *uniformInstances) remove(ctx context.Context, name string) error {
	one, ok := c.members[name]
	if !ok {
		return nil
	}
	delete(c.members, name)
	c.all = slices.DeleteFunc(c.all, func(h instanceState) bool { return h.name == name })
	return leave(ctx, c.call, c.unit, one.record)
}

// flexibleInstances are the machines of a Flexible scale set.
type flexibleInstances struct {
	*fleet

	present model
	next    *int
}

func (c *flexibleInstances) states() []instanceState {
	all := make([]instanceState, len(c.machines))
	for i, v := range c.machines {
		all[i] = instanceState{name: v.Record.Name(), zone: v.zone(), healthy: v.Facts.Power == identity.Running}
	}
	return all
}

func (c *flexibleInstances) behind(ctx context.Context, to goal) ([]string, error) {
	var names []string
	for _, v := range c.machines {
		if v.place().Model == 0 {
			continue // somebody made it, with a model of its own
		}
		var lacking bool
		var err error
		if to == toExtensions {
			lacking, err = c.lacksExtensions(ctx, v)
		} else {
			lacking, err = lacks(v.Record, to, c.present)
		}
		if err != nil {
			return nil, err
		}
		if lacking {
			names = append(names, v.Record.Name())
		}
	}
	return names, nil
}

// lacksExtensions reports whether the extensions that a machine has of its set are
// others than the model's.
func (c *flexibleInstances) lacksExtensions(ctx context.Context, v vessel) (bool, error) {
	wanted := extension.InProfile(c.present.profile, extension.ProfilePath)
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

func (c *flexibleInstances) upgrade(ctx context.Context, name string, to goal, _ time.Time) error {
	v := &c.machines[c.at(name)]
	if to == toExtensions {
		if v.Facts.Power != identity.Running {
			return nil
		}
		return c.extend(ctx, v, c.present)
	}
	return c.fleet.upgrade(ctx, v, c.present)
}

func (c *flexibleInstances) restore(ctx context.Context, name string, earlier model) error {
	return c.fleet.upgrade(ctx, &c.machines[c.at(name)], earlier)
}

func (c *flexibleInstances) add(ctx context.Context, _ time.Time) (string, error) {
	if err := c.fleet.add(ctx, c.present, *c.next); err != nil {
		return "", err
	}
	*c.next++
	return c.machines[len(c.machines)-1].Record.Name(), nil
}

func (c *flexibleInstances) remove(ctx context.Context, name string) error {
	if at := c.at(name); at >= 0 {
		return c.dismiss(ctx, at)
	}
	return nil
}
