package compute

import (
	"context"
	"errors"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// powerAction is something that a machine can be told to do.
type powerAction struct {
	name, display string
	// running demands that the machine runs.
	running bool
	// next is the state in which it is afterwards.
	next func(identity.Power) identity.Power
	// impact is what it does to a machine that runs.
	impact impact
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

// A machine that is deallocated comes back on another host, as one that is redeployed.
var (
	startAction      = powerAction{"start", "Start", false, always(identity.Running), impact{}}
	powerOffAction   = powerAction{"powerOff", "Power off", false, stop, impact{}}
	restartAction    = powerAction{"restart", "Restart", true, unchanged, impact{scheduledevents.Reboot, scheduledevents.RebootNotice, "restarted"}}
	deallocateAction = powerAction{"deallocate", "Deallocate", false, always(identity.Deallocated), impact{scheduledevents.Redeploy, scheduledevents.RedeployNotice, "deallocated"}}
	redeployAction   = powerAction{"redeploy", "Redeploy", true, unchanged, impact{scheduledevents.Redeploy, scheduledevents.RedeployNotice, "redeployed"}}
	maintainAction   = powerAction{"performMaintenance", "Perform maintenance on", true, unchanged, impact{scheduledevents.Redeploy, scheduledevents.RedeployNotice, "redeployed"}}
	reimageAction    = powerAction{"reimage", "Reimage", false, always(identity.Running), impact{}}
	reapplyAction    = powerAction{"reapply", "Reapply the state of", false, unchanged, impact{}}
)

// check refuses what a machine cannot do as it is.
func (a powerAction) check(state identity.Power) error {
	if a.running && state != identity.Running {
		return resource.Conflict("OperationNotAllowed", "The operation requires the VM to be running (or set to run).")
	}
	return nil
}

// turn does the action to a virtual machine, or refuses it.
func (a powerAction) turn(ctx context.Context, u *arm.Unit, record resource.Record, facts *machineFacts) error {
	if facts.Generalized && a.next(facts.Power) == identity.Running {
		return resource.Conflict("OperationNotAllowed", "Operation '%s' is not allowed on VM '%s' since the VM is generalized.", a.name, record.Name())
	}
	if err := a.check(facts.Power); err != nil {
		return err
	}
	if err := a.impact.disturbs(ctx, u, record, facts.Power); err != nil {
		return err
	}
	facts.Power = a.next(facts.Power)
	return nil
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

// machineActions are what virtual machines can be told.
func machineActions() []arm.Action {
	all := []powerAction{startAction, powerOffAction, restartAction, deallocateAction, redeployAction, maintainAction, reimageAction, reapplyAction}
	actions := make([]arm.Action, 0, len(all)+2) // connect comes last
	actions = append(actions, eviction(evictVM), arm.Action{Name: "generalize", Display: "Generalize", Do: generalize})
	for _, a := range all {
		actions = append(actions, arm.Action{Name: a.name, Display: a.display, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			return changeFacts(ctx, c, func(u *arm.Unit, record resource.Record, facts *machineFacts) error {
				return a.turn(ctx, u, record, facts)
			})
		}})
	}
	return actions
}

// generalize marks a machine that is off as one to make images of.
func generalize(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	return changeFacts(ctx, c, func(_ *arm.Unit, _ resource.Record, facts *machineFacts) error {
		if facts.Power == identity.Running {
			return resource.Conflict("OperationNotAllowed", "Operation 'generalize' is not allowed on VM '%s' since the VM is running.", c.ID.Name())
		}
		facts.Generalized = true
		return nil
	})
}

// changeFacts changes what the server keeps of the call's resource, such as
// machineFacts of a virtual machine.
func changeFacts[F any](ctx context.Context, c *arm.Call, change func(*arm.Unit, resource.Record, *F) error) (*arm.Response, error) {
	return c.ChangeRecord(ctx, c.ID, func(u *arm.Unit, d resource.Document, record resource.Record) error {
		facts, err := resource.Facts[F](&record)
		if err != nil {
			return err
		}
		if err := change(u, record, &facts); err != nil {
			return err
		}
		if _, err := u.Get(ctx, c.ID.Key()); errors.Is(err, resource.ErrNotFound) {
			return nil // it has gone by that
		}
		record.Keep(facts)
		u.Put(record.Document(d.Indexes...))
		return nil
	})
}
