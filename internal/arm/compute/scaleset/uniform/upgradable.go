package uniform

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

// upgradable are the instances of a scale set as a rolling upgrade deals with them.
type upgradable struct {
	*Roster

	present model.Model
	next    *int
	states  []upgrade.State
	members map[string]Instance
}

// Upgradable are the instances of a stored scale set to a rolling upgrade, without
// those that are leaving it. next is the number of the next one that is made.
func (s Supply) Upgradable(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, present model.Model, next *int) (upgrade.Instances, error) {
	all, err := staying(ctx, u, set)
	if err != nil {
		return nil, err
	}
	return s.roster(c, u, set).upgradable(all, present, next), nil
}

func (r *Roster) upgradable(all []Instance, present model.Model, next *int) *upgradable {
	up := &upgradable{Roster: r, present: present, next: next, members: make(map[string]Instance)}
	for _, one := range all {
		up.note(one)
	}
	return up
}

// note takes an instance in.
func (up *upgradable) note(one Instance) {
	name := one.record.Name()
	up.members[name] = one
	up.states = append(up.states, upgrade.State{Name: name, Healthy: one.facts.Power == identity.Running})
}

func (up *upgradable) States() []upgrade.State { return up.states }

func (up *upgradable) Behind(_ context.Context, to upgrade.Goal) ([]string, error) {
	var names []string
	for _, state := range up.states {
		lacking, err := up.lacks(up.members[state.Name], to)
		if err != nil {
			return nil, err
		}
		if lacking {
			names = append(names, state.Name)
		}
	}
	return names, nil
}

// lacks reports whether an instance lacks what a rolling upgrade brings.
func (up *upgradable) lacks(one Instance, to upgrade.Goal) (bool, error) {
	if to == upgrade.ToModel {
		return true, nil
	}
	properties, err := document.Read(one.record.Properties)
	if err != nil || to == upgrade.ToSystem {
		return err == nil && !up.present.HasImage(properties), err
	}
	wanted, _ := document.Clone(up.present.Profile).(map[string]any)
	keepOwn(&one.facts, properties, wanted)
	const path = extension.ProfilePath
	if len(document.Array(properties, path))+len(document.Array(wanted, path)) == 0 {
		return false, nil // an empty list is as good as none
	}
	return !document.Equal(document.At(properties, path), document.At(wanted, path)), nil
}

// during has instances be under way until a time that are made or changed meanwhile.
func (up *upgradable) during(until time.Time, do func() error) error {
	if up.call.Engine().Sources.Now().Before(until) {
		up.pending = &resource.Pending{State: model.Updating, Ends: &until}
		defer func() { up.pending = nil }()
	}
	return do()
}

func (up *upgradable) Upgrade(ctx context.Context, name string, to upgrade.Goal, until time.Time) error {
	return up.during(until, func() error {
		one := up.members[name]
		switch to {
		case upgrade.ToExtensions:
			return up.extend(&one, up.present)
		case upgrade.ToSystem:
			up.heal(name)
			one.facts.Power = machine.Reimage.Next(one.facts.Power)
		case upgrade.ToModel:
		}
		return up.apply(ctx, &one, up.present)
	})
}

// heal notes that an instance runs.
func (up *upgradable) heal(name string) {
	for i := range up.states {
		if up.states[i].Name == name {
			up.states[i].Healthy = true
		}
	}
}

func (up *upgradable) Restore(ctx context.Context, name string, earlier model.Model) error {
	d, err := up.unit.Get(ctx, strings.ToLower(up.members[name].record.ID))
	if err != nil {
		return err
	}
	one, err := parse(d)
	if err != nil {
		return err
	}
	return up.apply(ctx, &one, earlier)
}

func (up *upgradable) Add(ctx context.Context, until time.Time) (string, error) {
	name := strconv.Itoa(*up.next)
	return name, up.during(until, func() error {
		one, err := up.add(ctx, up.present, *up.next)
		if err != nil {
			return err
		}
		*up.next++
		up.note(one)
		return nil
	})
}

func (up *upgradable) Remove(ctx context.Context, name string) error {
	one, ok := up.members[name]
	if !ok {
		return nil
	}
	delete(up.members, name)
	up.states = slices.DeleteFunc(up.states, func(state upgrade.State) bool { return state.Name == name })
	return up.leave(ctx, one)
}
