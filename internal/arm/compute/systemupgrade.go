package compute

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// upgradeSystems serves POST {set}/osRollingUpgrade: the instances that have
// another image than the newest of the set's model are made anew from the model,
// as a reimaging does. Those that have it are not touched, whatever else of the
// model they lack.
func (m machines) upgradeSystems(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	return changeFacts(ctx, c, func(u *arm.Unit, set resource.Record, facts *setFacts) error {
		upgraded, err := m.upgradeOldSystems(ctx, c, u, set)
		if err == nil {
			facts.Rolled = &rolled{At: c.Engine().Sources.Now().UTC(), Instances: upgraded}
		}
		return err
	})
}

// upgradeOldSystems makes the instances with an older image anew, and counts them.
func (m machines) upgradeOldSystems(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record) (int, error) {
	present, err := presentModel(set)
	if err != nil {
		return 0, err
	}
	newest, _ := document.Clone(present.profile).(map[string]any)
	exactVersion(newest)
	if isFleet, err := flexibleSet(set); err != nil {
		return 0, err
	} else if isFleet {
		f, err := readFleet(ctx, c, u, set, 1)
		if err != nil {
			return 0, err
		}
		return f.upgradeWhere(ctx, present, func(v vessel) bool { return hasOldSystem(v.record, newest) })
	}
	instances, err := instancesOf(ctx, u, c.ID)
	if err != nil {
		return 0, err
	}
	r := m.roster(c.Engine(), u)
	upgraded := 0
	for _, one := range instances {
		if !hasOldSystem(one.record, newest) {
			continue
		}
		if err := reimage(ctx, r, set, one, false); err != nil {
			return 0, err
		}
		upgraded++
	}
	return upgraded, nil
}

// hasOldSystem reports whether a machine has another image than a profile.
func hasOldSystem(machine resource.Record, newest map[string]any) bool {
	properties, err := document.Read(machine.Properties)
	const image = "storageProfile.imageReference"
	return err == nil && !document.Equal(document.At(properties, image), document.At(newest, image))
}
