package deployments

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// inner is the run of a deployment that stands in the plan of this one, not yet
// begun. made are the keys of groups that are not there yet.
func (r *run) inner(ctx context.Context, s *step, d template.Deployment, made map[string]bool) (*run, error) {
	if err := checkName(s.id.Name()); err != nil {
		return nil, err
	}
	d.Mode = "Incremental" // of those inside, whatever they say
	d.Now, d.NewGUID, d.Environment = r.deployment.Now, guids(r.seed()+s.id.Key()), r.deployment.Environment
	scopes, err := r.service.scopesOf(ctx, r.caller, d.Scope)
	if err != nil {
		if group, ok := d.Scope.ResourceGroupID(); ok && made[group.Key()] {
			return nil, template.ErrUnknownAtPlan
		}
		return nil, err
	}
	r.service.complete(&d, scopes)
	c := &arm.Call{Request: r.request(http.MethodPut, s.id, s.version, nil), Caller: r.caller, ID: s.id}
	n, err := r.service.plan(c, d)
	if err != nil {
		return nil, err
	}
	n.parent = r
	return n, nil
}

// seed is what newGuid() follows from.
func (r *run) seed() string {
	if r.input != nil {
		return r.input.Seed
	}
	return r.parent.seed() + r.id.Key()
}

// nest begins the deployment that a step stands for. Done at once, it is over
// afterwards.
func (r *run) nest(ctx context.Context, s *step) error {
	d, err := s.resource.Nested(r.runtime(ctx))
	if err != nil {
		return violation(err)
	}
	c, err := r.service.Engine.Enter(ctx, r.caller, r.request(http.MethodPut, s.id, s.version, nil), "write")
	if err != nil {
		return err
	}
	n, err := r.inner(ctx, s, d, nil)
	if err != nil {
		return err
	}
	if err := r.service.preflight(ctx, n, r); err != nil {
		return err
	}
	if s.op.Code, err = r.enterNested(ctx, c, n); err != nil {
		return err
	}
	s.nested = n
	if r.paced {
		s.phase, s.op.State = begun, running
		return nil
	}
	n.advance(ctx)
	if !n.isOver() { // a fault holds something in it back
		s.phase, s.op.State = begun, running
		return nil
	}
	r.nestedOver(ctx, s)
	return nil
}

// enterNested stores the nested deployment as under way, or, where it was begun
// before a crash, takes up what it has done. code is that of the answer.
func (r *run) enterNested(ctx context.Context, c *arm.Call, n *run) (code string, err error) {
	_, st, ok, err := load(ctx, r.service.Engine.Store, n.id)
	if err != nil {
		return "", err
	}
	if ok && st.Within == r.status {
		return "OK", n.takeUp(ctx, st)
	}
	created, err := r.service.begin(ctx, c, n)
	if created {
		return "Created", err
	}
	return "OK", err
}

// nestedOver ends the step of a nested deployment that is over.
func (r *run) nestedOver(ctx context.Context, s *step) {
	n := s.nested
	if n.outcome == succeeded {
		s.phase = done
		s.op.State, s.op.Ends = succeeded, n.ended
		if err := r.service.Engine.Work(ctx, r.id.Key()+"/operations/"+s.op.ID, func(u *arm.Unit) error {
			u.Put(s.op.document(canonical(r.id)))
			return nil
		}); err != nil {
			r.fail(ctx, s, err)
		}
		return
	}
	e := resource.Conflict("ResourceDeploymentFailure", "The resource operation completed with terminal provisioning state '%s'.", n.outcome)
	e.Target = canonical(n.id)
	if n.failure != nil {
		e.Details = []resource.Error{*n.failure}
	}
	r.fail(ctx, s, e)
}
