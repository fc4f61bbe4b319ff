package arm

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
)

// fate is what a fault makes of the operation that a call begins.
type fate struct {
	// error is how it fails; nil where it does not.
	error *shownFault
	// held is the mark of the fault that keeps it in progress, or "".
	held string
}

// operationFate is the fate of the call's operation; nil where it takes its
// course. It is asked for once a call, whatever is done anew.
func (c *Call) operationFate() *fate {
	if c.fated {
		return c.fate
	}
	c.fated = true
	if c.trial || c.Type == nil || c.Type.Operations == nil || c.Request.Method == http.MethodGet {
		return nil
	}
	hit, ok := c.engine.hit(fault.AtOperation, c.Caller, c.Request)
	switch {
	case !ok:
	case hit.Rule.Effect.Kind == fault.StickOperation:
		c.fate = &fate{held: c.engine.Faults.Mark(hit.Rule)}
	default:
		said := hit.Rule.Effect.Refusal
		c.fate = &fate{error: &shownFault{
			Code:    cmp.Or(said.Code, "InternalExecutionError"),
			Message: cmp.Or(said.Message, "An internal execution error occurred. Please retry later."),
		}}
	}
	return c.fate
}

// Fail says that what the call did has failed on its way and stands as it is. The
// call's operation tells so: one that fails, also where all is done at once. Where a
// fault decides how the operation ends, it goes on to.
func (c *Call) Fail(why *resource.Error) {
	if c.operationFate() == nil && !c.trial {
		c.failed, c.fate = true, &fate{error: &shownFault{Code: why.Code, Message: why.Message}}
	}
}

// anew takes back what a unit of the call said of its operation, for the unit to be
// done anew.
func (c *Call) anew() {
	if c.lasts = false; c.failed {
		c.failed, c.fate = false, nil
	}
}

// errDoomed ends what a call does when its operation has begun and is to fail:
// nothing of it is done.
var errDoomed = errors.New("arm: the operation is to fail")

// doomed reports whether the call's operation is to fail.
func (c *Call) doomed() bool {
	f := c.operationFate()
	return f != nil && f.error != nil
}

// refusedToDeployment is the error of a write that is part of a deployment and whose
// operation is to fail: the deployment's step fails with it.
func (c *Call) refusedToDeployment() error {
	if c.Request.Beside == nil || !c.doomed() {
		return nil
	}
	return resource.Conflict(c.fate.error.Code, "%s", strings.TrimSpace(c.fate.error.Message))
}

// shape gives an operation its fate.
func (f *fate) shape(o *operation) {
	if f == nil {
		return
	}
	o.Held, o.Error = f.held, f.error
	if f.error != nil {
		o.Removes, o.Done = false, true
	}
}

// begun is the written resource as the answer shows it: an operation that is to
// fail has not ended with it, even where it takes no time. Clients look for how it
// failed where they poll.
func (w *Write) begun() resource.Record {
	record := w.Record
	if record.Pending != nil && record.Pending.Then != "" {
		pending := *record.Pending
		pending.Ends = nil
		record.Pending = &pending
	}
	return record
}

// failedState is the state of a resource whose operation has failed.
const failedState = "Failed"

// afterwards is the state of a resource when an operation has ended: "" for the
// one that it says itself.
func (f *fate) afterwards() string {
	if f == nil || f.error == nil {
		return ""
	}
	return failedState
}
