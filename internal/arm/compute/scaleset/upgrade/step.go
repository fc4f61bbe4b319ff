package upgrade

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// advance takes the upgrade as far as it goes by now. takes and pause are how long
// a batch and the time after it last.
func (r *Rollout) advance(ctx context.Context, c Instances, now time.Time, takes, pause time.Duration) error {
	for r.runs() && !now.Before(r.Next) {
		if err := r.step(ctx, c, takes, pause); err != nil {
			return err
		}
	}
	return nil
}

// step begins a batch, or completes the one that is under way, at its time.
func (r *Rollout) step(ctx context.Context, c Instances, takes, pause time.Duration) error {
	if len(r.Batch) > 0 {
		return r.complete(ctx, c, r.Next.Add(pause))
	}
	return r.begin(ctx, c, r.Next.Add(takes))
}

// begin begins the next batch, which is over at a time.
func (r *Rollout) begin(ctx context.Context, c Instances, ends time.Time) error {
	all := c.States()
	there := byName(all)
	r.Pending = slices.DeleteFunc(r.Pending, func(name string) bool { _, ok := there[name]; return !ok })
	if len(r.Pending) == 0 {
		r.end(codeCompleted, nil)
		return nil
	}
	if share := percent(unhealthy(all), len(all)); share > r.Policy.Unhealthy {
		r.end(codeFaulted, r.tooUnhealthy(share))
		return nil
	}
	r.Batch, r.Fresh, r.Next = r.choose(there), nil, ends
	r.Pending = slices.DeleteFunc(r.Pending, func(name string) bool { return slices.Contains(r.Batch, name) })
	for _, name := range r.Batch {
		if !r.Policy.Surge {
			if err := c.Upgrade(ctx, name, r.Goal, r.Next); err != nil {
				return err
			}
			continue
		}
		fresh, err := c.Add(ctx, r.Next)
		if err != nil {
			return err
		}
		r.Fresh = append(r.Fresh, fresh)
	}
	return nil
}

// complete ends the batch that is under way, and looks whether the upgrade goes on, at
// a time.
func (r *Rollout) complete(ctx context.Context, c Instances, next time.Time) error {
	upgraded := r.Batch
	if r.Policy.Surge {
		for _, name := range r.Batch {
			if err := c.Remove(ctx, name); err != nil {
				return err
			}
		}
		upgraded = r.Fresh
	}
	there := byName(c.States())
	for _, name := range upgraded {
		switch one, ok := there[name]; {
		case !ok:
		case one.Healthy:
			r.Upgraded++
		default:
			r.Failed = append(r.Failed, name)
		}
	}
	r.Batch, r.Fresh, r.Next = nil, nil, next
	share := percent(len(r.Failed), len(r.Failed)+r.Upgraded)
	switch {
	case share > r.Policy.Upgraded:
		r.end(codeFaulted, &reason{"MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade", fmt.Sprintf(
			"Rolling Upgrade failed after exceeding the MaxUnhealthyUpgradedInstancePercent value defined in the RollingUpgradePolicy. %d%% of instances are in an unhealthy state after being upgraded - more than the threshold of %d%%. The most impactful error is: Instance found to be unhealthy or unreachable.. First failed instance ID is: %s.",
			share, r.Policy.Upgraded, r.Failed[0])})
		return r.rollBack(ctx, c, there)
	case r.LastAction == actionCancel:
		r.end(codeCancelled, nil)
	case len(r.Pending) == 0:
		r.end(codeCompleted, nil)
	}
	return nil
}

// The actions on a rolling upgrade.
const (
	actionStart  = "Start"
	actionCancel = "Cancel"
)

// end ends the upgrade. What was still to come stays as it is.
func (r *Rollout) end(code string, why *reason) {
	r.Code, r.Error, r.Next = code, why, time.Time{}
	r.Batch, r.Fresh = nil, nil
}

// rollBack gives the failed instances the model that they had, where the policy asks
// for it.
func (r *Rollout) rollBack(ctx context.Context, c Instances, there map[string]State) error {
	if !r.Policy.Rollback || r.Earlier == nil || r.Policy.Surge {
		return nil
	}
	earlier, err := r.Earlier.Model()
	if err != nil {
		return err
	}
	for _, name := range r.Failed {
		if _, ok := there[name]; !ok {
			continue
		}
		if err := c.Restore(ctx, name, earlier); err != nil {
			return err
		}
	}
	return nil
}
