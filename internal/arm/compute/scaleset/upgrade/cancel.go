package upgrade

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Cancel serves POST {set}/rollingUpgrades/cancel: the batch that is
// under way is the last one.
func Cancel(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	setID := c.ID.Parent()
	return c.ChangeRecord(ctx, setID, func(u *arm.Unit, sd resource.Document, set resource.Record) error {
		r, ok, err := load(ctx, u, setID)
		if err != nil {
			return err
		}
		if !ok || !r.runs() {
			return resource.Conflict("OperationNotAllowed", "There is no ongoing Rolling Upgrade to cancel on Virtual Machine Scale Set '%s'.", setID.Name())
		}
		now := c.Engine().Sources.Now().UTC()
		r.LastAction, r.LastActionTime = actionCancel, now
		if len(r.Batch) > 0 {
			if key, ok := c.Lasts(r.Next.Sub(now)); ok && !slices.Contains(r.Cancels, key) {
				r.Cancels = append(r.Cancels, key)
			}
			r.put(u, set)
			return nil
		}
		r.end(codeCancelled, nil)
		if err := r.Write(ctx, u, &set, now); err != nil {
			return err
		}
		u.Put(set.Document(sd.Indexes...))
		return nil
	})
}

// cancelledError is how the operation that began an upgrade ends when that is
// cancelled, or its scale set deleted.
func cancelledError(set string) *resource.Error {
	return resource.Conflict("RollingUpgradeCancelled", "The rolling upgrade of Virtual Machine Scale Set '%s' was cancelled.", set)
}
