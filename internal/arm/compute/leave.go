package compute

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/resource"
)

// leave takes an instance out of a scale set that becomes smaller. It goes at once,
// or, where it is to be told before, after the event: until then it is there and
// counts no more.
func leave(ctx context.Context, c *arm.Call, u *arm.Unit, record resource.Record) error {
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return err
	}
	later, err := leavesLater(ctx, c, u, id, record)
	if err == nil && !later {
		u.Delete(strings.ToLower(record.ID))
	}
	return err
}

func leavesLater(ctx context.Context, c *arm.Call, u *arm.Unit, id resource.ID, record resource.Record) (bool, error) {
	facts, err := resource.Facts[model.InstanceFacts](&record)
	if err != nil {
		return false, err
	}
	impact, err := machine.TerminationOf(record)
	if err != nil || !impact.Felt(facts.Power) {
		return false, err
	}
	announced, err := impact.On(ctx, u, record)
	if err != nil {
		return false, err
	}
	later, err := c.RemoveLater(ctx, u, id, announced)
	if err != nil || !later {
		return false, err
	}
	d, err := u.Get(ctx, id.Key())
	if err != nil {
		return false, err
	}
	facts.Leaving = true
	record.Keep(facts)
	record.Pending = &resource.Pending{State: "Deleting"}
	u.Put(record.Document(d.Indexes...))
	return true, nil
}
