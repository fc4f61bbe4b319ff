package machine

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// PowerAction is something that a machine can be told to do.
type PowerAction struct {
	Name, Display string
	// running demands that the machine runs.
	running bool
	// next is the state in which it is afterwards.
	next func(identity.Power) identity.Power
	// impact is what it does to a machine that runs.
	impact Impact
}

func always(state identity.Power) func(identity.Power) identity.Power {
	return func(identity.Power) identity.Power { return state }
}

func unchanged(state identity.Power) identity.Power { return state }

// stop turns a machine off; one that is on no host stays so.
func stop(state identity.Power) identity.Power {
	if state == identity.Running {
		return identity.Stopped
	}
	return state
}

// What machines can be told. One that is deallocated comes back on another host, as
// one that is redeployed. Evict is what an eviction does to a machine that is not
// deleted by it.
var (
	Start      = PowerAction{"start", "Start", false, always(identity.Running), Impact{}}
	PowerOff   = PowerAction{"powerOff", "Power off", false, stop, Impact{}}
	Restart    = PowerAction{"restart", "Restart", true, unchanged, Impact{scheduledevents.Reboot, scheduledevents.RebootNotice, "restarted"}}
	Deallocate = PowerAction{"deallocate", "Deallocate", false, always(identity.Deallocated), Impact{scheduledevents.Redeploy, scheduledevents.RedeployNotice, "deallocated"}}
	Redeploy   = PowerAction{"redeploy", "Redeploy", true, unchanged, Impact{scheduledevents.Redeploy, scheduledevents.RedeployNotice, "redeployed"}}
	Maintain   = PowerAction{"performMaintenance", "Perform maintenance on", true, unchanged, Impact{scheduledevents.Redeploy, scheduledevents.RedeployNotice, "redeployed"}}
	Reimage    = PowerAction{"reimage", "Reimage", false, always(identity.Running), Impact{}}
	Reapply    = PowerAction{"reapply", "Reapply the state of", false, unchanged, Impact{}}
	Evict      = PowerAction{"simulateEviction", "", true, always(identity.Deallocated), Impact{scheduledevents.Preempt, scheduledevents.PreemptNotice, "evicted"}}
)

// Check refuses what a machine cannot do as it is.
func (a PowerAction) Check(state identity.Power) error {
	if a.running && state != identity.Running {
		return resource.Conflict("OperationNotAllowed", "The operation requires the VM to be running (or set to run).")
	}
	return nil
}

// Next is the state in which a machine is after the action.
func (a PowerAction) Next(state identity.Power) identity.Power { return a.next(state) }

// Turn has a machine in a state told of what the action does to it, and returns the
// state in which it is afterwards. It refuses what Check refuses.
func (a PowerAction) Turn(ctx context.Context, u *arm.Unit, record resource.Record, state identity.Power) (identity.Power, error) {
	if err := a.Check(state); err != nil {
		return state, err
	}
	if err := a.impact.disturbs(ctx, u, record, state); err != nil {
		return state, err
	}
	return a.next(state), nil
}

// powerStatus is how a state is shown.
func powerStatus(state identity.Power) map[string]any {
	switch state {
	case identity.Stopped:
		return answer.Status("PowerState/stopped", "VM stopped")
	case identity.Deallocated:
		return answer.Status("PowerState/deallocated", "VM deallocated")
	default:
		return answer.Status("PowerState/running", "VM running")
	}
}
