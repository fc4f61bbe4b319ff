package compute

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/resource"
)

// evict does so with an instance of a scale set, which becomes smaller where it is
// deleted.
func evict(ctx context.Context, r *roster, set resource.Record, one member, named bool) error {
	gone, err := machine.EvictedForGood(one.record)
	if err != nil {
		return err
	}
	if err := powerChange(machine.Evict)(ctx, r, set, one, named); err != nil || !gone {
		return err
	}
	return dismiss(ctx, r, set, one, named)
}
