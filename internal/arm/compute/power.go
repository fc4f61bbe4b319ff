package compute

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// powerAction is something that a machine can be told to do.
type powerAction struct {
	name, display string
	// running demands that the machine runs.
	running bool
	// next is the state in which it is afterwards.
	next func(identity.Power) identity.Power
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

var (
	startAction      = powerAction{"start", "Start", false, always(identity.Running)}
	powerOffAction   = powerAction{"powerOff", "Power off", false, stop}
	restartAction    = powerAction{"restart", "Restart", true, unchanged}
	deallocateAction = powerAction{"deallocate", "Deallocate", false, always(identity.Deallocated)}
	redeployAction   = powerAction{"redeploy", "Redeploy", true, unchanged}
	reimageAction    = powerAction{"reimage", "Reimage", false, always(identity.Running)}
	reapplyAction    = powerAction{"reapply", "Reapply the state of", false, unchanged}
)

// check refuses what a machine cannot do as it is.
func (a powerAction) check(state identity.Power) error {
	if a.running && state != identity.Running {
		return resource.Conflict("OperationNotAllowed", "The operation requires the VM to be running (or set to run).")
	}
	return nil
}

// turn does the action to a virtual machine, or refuses it.
func (a powerAction) turn(facts *machineFacts, name string) error {
	if facts.Generalized && a.next(facts.Power) == identity.Running {
		return resource.Conflict("OperationNotAllowed", "Operation '%s' is not allowed on VM '%s' since the VM is generalized.", a.name, name)
	}
	if err := a.check(facts.Power); err != nil {
		return err
	}
	facts.Power = a.next(facts.Power)
	return nil
}

// powerStatus is how a state is shown.
func powerStatus(state identity.Power) map[string]any {
	switch state {
	case identity.Stopped:
		return status("PowerState/stopped", "VM stopped")
	case identity.Deallocated:
		return status("PowerState/deallocated", "VM deallocated")
	default:
		return status("PowerState/running", "VM running")
	}
}

// machineActions are what virtual machines can be told.
func machineActions() []arm.Action {
	all := []powerAction{startAction, powerOffAction, restartAction, deallocateAction, redeployAction, reimageAction, reapplyAction}
	actions := make([]arm.Action, 0, len(all)+2) // connect comes last
	actions = append(actions, arm.Action{Name: "generalize", Display: "Generalize", Do: generalize})
	for _, a := range all {
		actions = append(actions, arm.Action{Name: a.name, Display: a.display, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			return changeMachine(ctx, c, func(facts *machineFacts) error {
				return a.turn(facts, c.ID.Name())
			})
		}})
	}
	return actions
}

// generalize marks a machine that is off as one to make images of.
func generalize(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	return changeMachine(ctx, c, func(facts *machineFacts) error {
		if facts.Power == identity.Running {
			return resource.Conflict("OperationNotAllowed", "Operation 'generalize' is not allowed on VM '%s' since the VM is running.", c.ID.Name())
		}
		facts.Generalized = true
		return nil
	})
}

// changeMachine changes what the server keeps of the call's virtual machine.
func changeMachine(ctx context.Context, c *arm.Call, change func(*machineFacts) error) (*arm.Response, error) {
	err := c.Work(ctx, c.ID.Key(), func(u *arm.Unit) error {
		d, err := u.Get(ctx, c.ID.Key())
		if isMissing(err) {
			return c.Missing(ctx)
		}
		if err != nil {
			return err
		}
		record, err := resource.ParseRecord(d)
		if err != nil {
			return err
		}
		facts, err := readFacts[machineFacts](&record)
		if err != nil {
			return err
		}
		if err := change(&facts); err != nil {
			return err
		}
		record.Server = mustJSON(facts)
		u.Put(record.Document(d.Indexes...))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &arm.Response{Status: http.StatusOK}, nil
}
