package deployments

import (
	"context"
	"encoding/json"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// finish ends a deployment of which nothing is under way any more: with its
// outputs where all was done, and else with what failed.
func (r *run) finish(ctx context.Context) {
	r.ended = r.lastEnd()
	var outputs []template.Output
	var evaluation *operation
	switch r.failure = r.failed(); {
	case r.failure != nil:
		r.outcome = failed
	case r.unfinished():
		r.outcome = canceled
	default:
		r.outcome = succeeded
		var err error
		if outputs, err = r.plan.Outputs(r.runtime(ctx)); err != nil {
			r.outcome, r.failure = failed, outputFailure(err)
		}
		evaluation = r.evaluation()
	}
	written, err := r.outputResources(ctx)
	if written == nil && r.outcome == succeeded {
		written = []string{} // shown, though there are none
	}
	if err == nil {
		properties := r.properties(outputs, written, r.failure)
		err = r.service.Engine.Work(ctx, r.id.Key(), func(u *arm.Unit) error {
			return r.end(ctx, u, properties, evaluation)
		})
	}
	if err != nil {
		r.service.Log.Error("a deployment could not be ended", "deployment", r.id.String(), "error", err)
		return
	}
	r.over = true
	r.service.leave(r)
}

// end writes the deployment as it ended, where it is still the one that ran.
func (r *run) end(ctx context.Context, u *arm.Unit, properties json.RawMessage, evaluation *operation) error {
	record, st, ok, err := load(ctx, u, r.id)
	if err != nil || !ok || st.Status != r.status {
		return err
	}
	record.Properties, record.Modified = properties, r.ended
	if st.State != canceled { // it was cancelled when somebody said so
		st.State, st.Ended = r.outcome, r.ended
	}
	u.Put(st.document(record))
	if evaluation != nil && r.hasOutputs() {
		u.Put(evaluation.document(record.ID))
	}
	r.ending = true
	return r.keepInput(u, record.ID)
}

func (r *run) hasOutputs() bool { return r.outcome != canceled }

// evaluation is the last of a deployment's operations.
func (r *run) evaluation() *operation {
	o := operation{
		ID: r.status, Order: len(r.steps), Verb: "EvaluateDeploymentOutput", State: succeeded, Code: "OK",
		Began: r.ended, Ends: r.ended, Tracking: r.service.Engine.Sources.For("evaluation", r.status).NewGUID(),
	}
	if r.failure != nil {
		o.State, o.Code, o.Failure = failed, "BadRequest", document.Write(arm.ErrorBody(r.failure))
	}
	return &o
}

// lastEnd is when the last step was over.
func (r *run) lastEnd() time.Time {
	last := r.started
	for _, s := range r.steps {
		if s.phase == done && s.op.Ends.After(last) {
			last = s.op.Ends
		}
	}
	return last
}

// unfinished reports whether a step was not done.
func (r *run) unfinished() bool {
	for _, s := range r.steps {
		if s.phase != done {
			return true
		}
	}
	return false
}

// failed is the error of a deployment in which a step failed, or nil.
func (r *run) failed() *resource.Error {
	var details []resource.Error
	for _, s := range r.steps {
		if s.failure != nil {
			details = append(details, *s.failure)
		}
	}
	if len(details) == 0 {
		return nil
	}
	return &resource.Error{
		Kind: resource.KindConflict, Code: "DeploymentFailed", Target: canonical(r.id), Details: details,
		Message: "At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.",
	}
}

// outputFailure is the error of a deployment whose outputs cannot be told.
func outputFailure(err error) *resource.Error { return resource.AsError(violation(err)) }

// outputResources are the ids of what the deployment wrote, and those inside it:
// of a deployment that has not ended well, of what it has written.
func (r *run) outputResources(ctx context.Context) ([]string, error) {
	var ids []string
	for _, s := range r.steps {
		if s.verb != "Create" || s.phase != done || s.failure != nil {
			continue
		}
		if !s.resource.IsDeployment {
			ids = append(ids, s.id.String())
			continue
		}
		inner, err := r.service.writtenBy(ctx, s.id)
		if err != nil {
			return nil, err
		}
		ids = append(ids, inner...)
	}
	return ids, nil
}

// writtenBy are the ids that a deployment shows as written.
func (s *Service) writtenBy(ctx context.Context, deployment resource.ID) ([]string, error) {
	record, _, ok, err := load(ctx, s.Engine.Store, deployment)
	if err != nil || !ok {
		return nil, err
	}
	properties, err := document.Read(record.Properties)
	var ids []string
	for _, one := range document.Array(properties, "outputResources") {
		ids = append(ids, document.String(one, "id"))
	}
	return ids, err
}
