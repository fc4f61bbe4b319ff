package flexible

import (
	"context"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// upgradable are the machines of a Flexible scale set as a rolling upgrade deals with
// them.
type upgradable struct {
	*Fleet

	present model.Model
	next    *int
}

// Upgradable are the machines of a stored Flexible scale set to a rolling upgrade. next
// is the number of the next one that is made.
func Upgradable(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, present model.Model, next *int) (upgrade.Instances, error) {
	f, err := read(ctx, c, u, set)
	return &upgradable{f, present, next}, err
}

func (up *upgradable) States() []upgrade.State {
	all := make([]upgrade.State, len(up.machines))
	for i, m := range up.machines {
		all[i] = upgrade.State{Name: m.Record.Name(), Zone: m.zone(), Healthy: m.Facts.Power == identity.Running}
	}
	return all
}

func (up *upgradable) Behind(ctx context.Context, to upgrade.Goal) ([]string, error) {
	var names []string
	for _, m := range up.machines {
		if m.place().Model == 0 {
			continue // somebody made it, with a model of its own
		}
		lacking, err := up.lacks(ctx, m, to)
		if err != nil {
			return nil, err
		}
		if lacking {
			names = append(names, m.Record.Name())
		}
	}
	return names, nil
}

// lacks reports whether a machine lacks what a rolling upgrade brings.
func (up *upgradable) lacks(ctx context.Context, m Machine, to upgrade.Goal) (bool, error) {
	switch to {
	case upgrade.ToExtensions:
		return up.lacksExtensions(ctx, m)
	case upgrade.ToSystem:
		properties, err := document.Read(m.Record.Properties)
		return err == nil && !up.present.HasImage(properties), err
	default:
		return true, nil
	}
}

// at is where the machine with a name is; -1 for nowhere.
func (up *upgradable) at(name string) int {
	return slices.IndexFunc(up.machines, func(m Machine) bool { return m.Record.Name() == name })
}

func (up *upgradable) Upgrade(ctx context.Context, name string, to upgrade.Goal, _ time.Time) error {
	m := &up.machines[up.at(name)]
	if to == upgrade.ToExtensions {
		if m.Facts.Power != identity.Running {
			return nil
		}
		return up.extend(ctx, m, up.present)
	}
	return up.upgrade(ctx, m, up.present)
}

func (up *upgradable) Restore(ctx context.Context, name string, earlier model.Model) error {
	return up.upgrade(ctx, &up.machines[up.at(name)], earlier)
}

func (up *upgradable) Add(ctx context.Context, _ time.Time) (string, error) {
	if err := up.add(ctx, up.present, *up.next); err != nil {
		return "", err
	}
	*up.next++
	return up.machines[len(up.machines)-1].Record.Name(), nil
}

func (up *upgradable) Remove(ctx context.Context, name string) error {
	if at := up.at(name); at >= 0 {
		return up.dismiss(ctx, at)
	}
	return nil
}
