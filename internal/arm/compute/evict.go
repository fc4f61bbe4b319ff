package compute

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// eviction is the action simulateEviction of spot machines. Who asks is answered
// before it happens: a machine has 30 seconds' notice of it.
func eviction(do doer) arm.Action {
	return arm.Action{Name: "simulateEviction", Display: "Simulate the eviction of", Later: scheduledevents.PreemptNotice, Do: do}
}

// evictAction is what an eviction does to a machine that is not deleted by it.
var evictAction = powerAction{
	"simulateEviction", "", true, always(identity.Deallocated), impact{scheduledevents.Preempt, scheduledevents.PreemptNotice, "evicted"},
}

// evictedForGood reports whether a spot machine is deleted when it is evicted,
// rather than deallocated; an error where it is no spot machine.
func evictedForGood(machine resource.Record) (bool, error) {
	properties, err := document.Read(machine.Properties)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(document.String(properties, "priority")) {
	case "spot", "low": // what spot was called before
	default:
		return false, resource.Conflict("OperationNotAllowed", "Operation 'simulateEviction' is allowed only for Spot Virtual Machines.")
	}
	return strings.EqualFold(document.String(properties, "evictionPolicy"), "Delete"), nil
}

func evictVM(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	return changeFacts(ctx, c, func(u *arm.Unit, record resource.Record, facts *machineFacts) error {
		gone, err := evictedForGood(record)
		if err != nil {
			return err
		}
		if err := evictAction.turn(ctx, u, record, facts); err != nil || !gone {
			return err
		}
		return c.Engine().Drop(ctx, c, u, c.ID)
	})
}

// evict does so with an instance of a scale set, which becomes smaller where it is
// deleted.
func evict(ctx context.Context, r *roster, set resource.Record, one member, named bool) error {
	gone, err := evictedForGood(one.record)
	if err != nil {
		return err
	}
	if err := powerChange(evictAction)(ctx, r, set, one, named); err != nil || !gone {
		return err
	}
	return dismiss(ctx, r, set, one, named)
}
