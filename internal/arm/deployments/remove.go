package deployments

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// remove serves DELETE: what was deployed stays.
func (s *Service) remove(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	response, err := c.Remove(ctx)
	if err == nil && response.Status == http.StatusOK {
		response.Status = http.StatusNoContent
	}
	return response, err
}

// refuseActive refuses to delete a deployment that is under way, unless what it
// stands in is deleted.
func refuseActive(_ context.Context, r *arm.Removal) error {
	if !r.Target.Equal(r.ID) {
		return nil
	}
	st, err := stateOf(r.Record)
	if err == nil && !terminal(st.State) {
		return resource.Conflict("DeploymentActive", "Unable to delete deployment '%s': it is still active. Cancel it first.", r.ID.Name())
	}
	return err
}

// cancel stops a deployment: what was begun ends, nothing else is begun.
func (s *Service) cancel(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	err := c.Work(ctx, c.ID.Key(), func(u *arm.Unit) error {
		record, st, ok, err := load(ctx, u, c.ID)
		if err != nil {
			return err
		}
		if !ok {
			return c.Missing(ctx)
		}
		if terminal(st.State) {
			return resource.Conflict("DeploymentCannotBeCancelled", "The deployment '%s' cannot be cancelled because it is in the state '%s'.", c.ID.Name(), st.State)
		}
		st.State, st.Ended = canceled, s.Engine.Sources.Now().UTC()
		u.Put(st.document(record))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if r := s.running(c.ID.Key()); r != nil {
		r.stopped.Store(true)
	}
	return &arm.Response{Status: http.StatusNoContent}, nil
}
