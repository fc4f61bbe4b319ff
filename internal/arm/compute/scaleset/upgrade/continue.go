package upgrade

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Stop ends an upgrade that cannot go on, and reports whether it did: that of a scale
// set that is being deleted, and one that is refused.
func (r *Rollout) Stop(set resource.Record, refused *resource.Error) bool {
	switch {
	case set.Pending != nil && set.Pending.State == "Deleting":
		r.end(codeCancelled, nil)
	case refused != nil:
		r.end(codeFaulted, &reason{refused.Code, refused.Message})
	default:
		return false
	}
	return true
}

// CarryOn does the next step of the upgrade.
func (r *Rollout) CarryOn(ctx context.Context, c *arm.Call, instances Instances) error {
	takes, pause := batchTakes, r.Policy.Pause
	if c.Engine().Pace == arm.AtOnce {
		takes, pause = 0, 0
	}
	return r.step(ctx, instances, takes, pause)
}
