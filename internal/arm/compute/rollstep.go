package compute

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// instanceState is an instance of a scale set as a rolling upgrade sees it.
type instanceState struct {
	name, zone string
	// healthy instances run. There are no health probes here: whether a machine is
	// on is all that is known.
	healthy bool
}

// instances are the instances of a scale set, to a rolling upgrade.
type instances interface {
	// states are those of the instances that are there now.
	states() []instanceState
	// behind are the names of those that lack what an upgrade brings.
	behind(ctx context.Context, to goal) ([]string, error)
	// upgrade brings an instance what the upgrade is about. It is under way until a time.
	upgrade(ctx context.Context, name string, to goal, until time.Time) error
	// add makes another instance of the present model, and returns its name.
	add(ctx context.Context, until time.Time) (string, error)
	// remove deletes an instance.
	remove(ctx context.Context, name string) error
	// restore gives an instance an earlier model.
	restore(ctx context.Context, name string, earlier model) error
}

// advance takes the upgrade as far as it goes by now. takes and pause are how long
// a batch and the time after it last.
func (r *rollout) advance(ctx context.Context, c instances, now time.Time, takes, pause time.Duration) error {
	for r.runs() && !now.Before(r.Next) {
		if err := r.step(ctx, c, takes, pause); err != nil {
			return err
		}
	}
	return nil
}

// step begins a batch, or completes the one that is under way, at its time.
func (r *rollout) step(ctx context.Context, c instances, takes, pause time.Duration) error {
	if len(r.Batch) > 0 {
		return r.complete(ctx, c, r.Next.Add(pause))
	}
	return r.begin(ctx, c, r.Next.Add(takes))
}

// begin begins the next batch, which is over at a time.
func (r *rollout) begin(ctx context.Context, c instances, ends time.Time) error {
	all := c.states()
	there := byName(all)
	r.Pending = slices.DeleteFunc(r.Pending, func(name string) bool { _, ok := there[name]; return !ok })
	if len(r.Pending) == 0 {
		r.end(rollCompleted, nil)
		return nil
	}
	if share := percent(unhealthy(all), len(all)); share > r.Policy.Unhealthy {
		r.end(rollFaulted, r.tooUnhealthy(share))
		return nil
	}
	r.Batch, r.Fresh, r.Next = r.choose(there), nil, ends
	r.Pending = slices.DeleteFunc(r.Pending, func(name string) bool { return slices.Contains(r.Batch, name) })
	for _, name := range r.Batch {
		if !r.Policy.Surge {
			if err := c.upgrade(ctx, name, r.Goal, r.Next); err != nil {
				return err
			}
			continue
		}
		fresh, err := c.add(ctx, r.Next)
		if err != nil {
			return err
		}
		r.Fresh = append(r.Fresh, fresh)
	}
	return nil
}

// complete ends the batch that is under way, and looks whether the upgrade goes on, at
// a time.
func (r *rollout) complete(ctx context.Context, c instances, next time.Time) error {
	upgraded := r.Batch
	if r.Policy.Surge {
		for _, name := range r.Batch {
			if err := c.remove(ctx, name); err != nil {
				return err
			}
		}
		upgraded = r.Fresh
	}
	there := byName(c.states())
	for _, name := range upgraded {
		switch one, ok := there[name]; {
		case !ok:
		case one.healthy:
			r.Upgraded++
		default:
			r.Failed = append(r.Failed, name)
		}
	}
	r.Batch, r.Fresh, r.Next = nil, nil, next
	share := percent(len(r.Failed), len(r.Failed)+r.Upgraded)
	switch {
	case share > r.Policy.Upgraded:
		r.end(rollFaulted, &rollError{"MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade", fmt.Sprintf(
			"Rolling Upgrade failed after exceeding the MaxUnhealthyUpgradedInstancePercent value defined in the RollingUpgradePolicy. %d%% of instances are in an unhealthy state after being upgraded - more than the threshold of %d%%. The most impactful error is: Instance found to be unhealthy or unreachable.. First failed instance ID is: %s.",
			share, r.Policy.Upgraded, r.Failed[0])})
		return r.rollBack(ctx, c, there)
	case r.LastAction == cancelled:
		r.end(rollCancelled, nil)
	case len(r.Pending) == 0:
		r.end(rollCompleted, nil)
	}
	return nil
}

// The actions on a rolling upgrade.
const (
	started   = "Start"
	cancelled = "Cancel"
)

// end ends the upgrade. What was still to come stays as it is.
func (r *rollout) end(code string, why *rollError) {
	r.Code, r.Error, r.Next = code, why, time.Time{}
	r.Batch, r.Fresh = nil, nil
}

// rollBack gives the failed instances the model that they had, where the policy asks
// for it.
func (r *rollout) rollBack(ctx context.Context, c instances, there map[string]instanceState) error {
	if !r.Policy.Rollback || r.Earlier == nil || r.Policy.Surge {
		return nil
	}
	earlier, err := r.Earlier.model()
	if err != nil {
		return err
	}
	for _, name := range r.Failed {
		if _, ok := there[name]; !ok {
			continue
		}
		if err := c.restore(ctx, name, earlier); err != nil {
			return err
		}
	}
	return nil
}

// tooUnhealthy says that too many instances are unhealthy for another batch, in
// Azure's words for the first and for a later one.
func (r *rollout) tooUnhealthy(share int) *rollError {
	if r.Upgraded+len(r.Failed) == 0 {
		return &rollError{"MaxUnhealthyInstancePercentExceededBeforeRollingUpgrade", fmt.Sprintf(
			"Rolling Upgrade failed due to exceeding the MaxUnhealthyInstancePercent value (defined in the RollingUpgradePolicy) before any batch was attempted. %d%% of instances are in an unhealthy state, more than the threshold of %d%% configured in the RollingUpgradePolicy. The most impactful error is:  Instance found to be unhealthy or unreachable. For details on rolling upgrades, use http://aka.ms/AzureVMSSRollingUpgrade",
			share, r.Policy.Unhealthy)}
	}
	return &rollError{"MaxUnhealthyInstancePercentExceededInRollingUpgrade", fmt.Sprintf(
		"Rolling Upgrade failed after exceeding the MaxUnhealthyInstancePercent value defined in the RollingUpgradePolicy. %d%% of instances are in an unhealthy state - more than the threshold of %d%%. To apply upgrades, consider increasing the MaxUnhealthyInstancePercent value.",
		share, r.Policy.Unhealthy)}
}

// choose are the instances of the next batch: as many as the policy allows, but one
// at least; of one zone, unless batches may have several; and fewer where others are
// unhealthy, so that not more than the policy allows are out of service together.
func (r *rollout) choose(there map[string]instanceState) []string {
	waiting := make([]instanceState, len(r.Pending))
	for i, name := range r.Pending {
		waiting[i] = there[name]
	}
	slices.SortStableFunc(waiting, func(a, b instanceState) int {
		if r.Policy.UnhealthyFirst && a.healthy != b.healthy {
			if b.healthy {
				return -1
			}
			return 1
		}
		if r.Policy.AcrossZones {
			return 0
		}
		return strings.Compare(a.zone, b.zone)
	})
	most, out := r.Policy.most(len(there)), 0
	for _, one := range there {
		if !one.healthy {
			out++
		}
	}
	var batch []string
	for _, one := range waiting {
		if one.healthy {
			out++
		}
		foreign := !r.Policy.AcrossZones && one.zone != waiting[0].zone
		if len(batch) > 0 && (len(batch) == most || foreign || percent(out, len(there)) > r.Policy.Unhealthy) {
			break
		}
		batch = append(batch, one.name)
	}
	return batch
}

// expected is how long the upgrade is likely to take.
func (r *rollout) expected(all int, takes, pause time.Duration) time.Duration {
	most := r.Policy.most(all)
	batches := (len(r.Pending) + most - 1) / most
	return time.Duration(batches) * (takes + pause)
}

// most is how many of so many instances a batch may have.
func (p rollPolicy) most(all int) int { return max(1, all*p.Batch/100) }

func byName(all []instanceState) map[string]instanceState {
	there := make(map[string]instanceState, len(all))
	for _, h := range all {
		there[h.name] = h
	}
	return there
}

func unhealthy(all []instanceState) int {
	count := 0
	for _, h := range all {
		if !h.healthy {
			count++
		}
	}
	return count
}

// percent is a part in percent of all, rounded up: one more than a limit is over it.
func percent(part, all int) int {
	if all == 0 {
		return 0
	}
	return (part*100 + all - 1) / all
}

// cancelledError is how the operation that began an upgrade ends when that is
// cancelled, or its scale set deleted.
func cancelledError(set string) *resource.Error {
	return resource.Conflict("RollingUpgradeCancelled", "The rolling upgrade of Virtual Machine Scale Set '%s' was cancelled.", set)
}
