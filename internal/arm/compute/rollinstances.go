package compute

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// upgradable are the machines of a Flexible scale set as a rolling upgrade deals with
// them.
type upgradable struct {
	*fleet

	present model.Model
	next    *int
}

// Upgradable are the machines of a stored Flexible scale set to a rolling upgrade. next
// is the number of the next one that is made.
func Upgradable(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, present model.Model, next *int) (upgrade.Instances, error) {
	f, err := readFleet(ctx, c, u, set)
	return &upgradable{f, present, next}, err
}

func (up *upgradable) States() []upgrade.State {
	all := make([]upgrade.State, len(up.machines))
	for i, v := range up.machines {
		all[i] = upgrade.State{Name: v.Record.Name(), Zone: v.zone(), Healthy: v.Facts.Power == identity.Running}
	}
	return all
}

func (up *upgradable) Behind(ctx context.Context, to upgrade.Goal) ([]string, error) {
	var names []string
	for _, v := range up.machines {
		if v.place().Model == 0 {
			continue // somebody made it, with a model of its own
		}
		lacking, err := up.lacks(ctx, v, to)
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
func (up *upgradable) lacks(ctx context.Context, v vessel, to upgrade.Goal) (bool, error) {
	switch to {
	case upgrade.ToExtensions:
		return up.lacksExtensions(ctx, v)
	case upgrade.ToSystem:
		properties, err := document.Read(v.Record.Properties)
		return err == nil && !up.present.HasImage(properties), err
	default:
		return true, nil
	}
}

// lacksExtensions reports whether the extensions that a machine has of its set are
// others than the model's.
func (up *upgradable) lacksExtensions(ctx context.Context, v vessel) (bool, error) {
	wanted := extension.InProfile(up.present.Profile, extension.ProfilePath)
	if len(wanted) != len(v.place().Extensions) {
		return true, nil
	}
	has, err := extension.On(ctx, up.unit, v.Record, v.Facts.Extensions)
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
func (up *upgradable) at(name string) int {
	return slices.IndexFunc(up.machines, func(v vessel) bool { return v.Record.Name() == name })
}

func (up *upgradable) Upgrade(ctx context.Context, name string, to upgrade.Goal, _ time.Time) error {
	v := &up.machines[up.at(name)]
	if to == upgrade.ToExtensions {
		if v.Facts.Power != identity.Running {
			return nil
		}
		return up.extend(ctx, v, up.present)
	}
	return up.upgrade(ctx, v, up.present)
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
