package upgrade

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// choose are the instances of the next batch: as many as the policy allows, but one
// at least; of one zone, unless batches may have several; and fewer where others are
// unhealthy, so that not more than the policy allows are out of service together.
func (r *Rollout) choose(there map[string]State) []string {
	waiting := make([]State, len(r.Pending))
	for i, name := range r.Pending {
		waiting[i] = there[name]
	}
	slices.SortStableFunc(waiting, func(a, b State) int {
		if r.Policy.UnhealthyFirst && a.Healthy != b.Healthy {
			if b.Healthy {
				return -1
			}
			return 1
		}
		if r.Policy.AcrossZones {
			return 0
		}
		return strings.Compare(a.Zone, b.Zone)
	})
	most, out := r.Policy.most(len(there)), 0
	for _, one := range there {
		if !one.Healthy {
			out++
		}
	}
	var batch []string
	for _, one := range waiting {
		if one.Healthy {
			out++
		}
		foreign := !r.Policy.AcrossZones && one.Zone != waiting[0].Zone
		if len(batch) > 0 && (len(batch) == most || foreign || percent(out, len(there)) > r.Policy.Unhealthy) {
			break
		}
		batch = append(batch, one.Name)
	}
	return batch
}

// expected is how long the upgrade is likely to take.
func (r *Rollout) expected(all int, takes, pause time.Duration) time.Duration {
	most := r.Policy.most(all)
	batches := (len(r.Pending) + most - 1) / most
	return time.Duration(batches) * (takes + pause)
}

// most is how many of so many instances a batch may have.
func (p Policy) most(all int) int { return max(1, all*p.Batch/100) }

// percent is a part in percent of all, rounded up: one more than a limit is over it.
func percent(part, all int) int {
	if all == 0 {
		return 0
	}
	return (part*100 + all - 1) / all
}

// tooUnhealthy says that too many instances are unhealthy for another batch, in
// Azure's words for the first and for a later one.
func (r *Rollout) tooUnhealthy(share int) *reason {
	if r.Upgraded+len(r.Failed) == 0 {
		return &reason{"MaxUnhealthyInstancePercentExceededBeforeRollingUpgrade", fmt.Sprintf(
			"Rolling Upgrade failed due to exceeding the MaxUnhealthyInstancePercent value (defined in the RollingUpgradePolicy) before any batch was attempted. %d%% of instances are in an unhealthy state, more than the threshold of %d%% configured in the RollingUpgradePolicy. The most impactful error is:  Instance found to be unhealthy or unreachable. For details on rolling upgrades, use http://aka.ms/AzureVMSSRollingUpgrade",
			share, r.Policy.Unhealthy)}
	}
	return &reason{"MaxUnhealthyInstancePercentExceededInRollingUpgrade", fmt.Sprintf(
		"Rolling Upgrade failed after exceeding the MaxUnhealthyInstancePercent value defined in the RollingUpgradePolicy. %d%% of instances are in an unhealthy state - more than the threshold of %d%%. To apply upgrades, consider increasing the MaxUnhealthyInstancePercent value.",
		share, r.Policy.Unhealthy)}
}

// byName are the states of instances by their names.
func byName(all []State) map[string]State {
	there := make(map[string]State, len(all))
	for _, h := range all {
		there[h.Name] = h
	}
	return there
}

// unhealthy counts those that are not healthy.
func unhealthy(all []State) int {
	count := 0
	for _, h := range all {
		if !h.Healthy {
			count++
		}
	}
	return count
}
