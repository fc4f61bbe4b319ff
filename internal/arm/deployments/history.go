package deployments

import (
	"cmp"
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// maxHistory is how many deployments a scope remembers.
const maxHistory = 800

// makeRoom removes the oldest deployments of a scope that has as many as it may
// have. Where a lock forbids that, and where all are under way, there is no room.
func (s *Service) makeRoom(ctx context.Context, c *arm.Call, u *arm.Unit) error {
	scope := c.ID.Parent()
	if there, err := s.documentsAt(ctx, scope); err != nil || len(there) < maxHistory {
		return err
	}
	records, err := s.at(ctx, scope)
	if err != nil {
		return err
	}
	full := resource.Conflict("DeploymentQuotaExceeded", "Creating the deployment '%s' would exceed the quota of '%d'. The current deployment count is '%d'. Please delete some deployments before creating a new one, or see https://aka.ms/800LimitFix for information on managing deployment limits.", c.ID.Name(), maxHistory, len(records))
	locks, err := s.Engine.LocksAgainst(ctx, deploymentType+"/delete", scope)
	if err != nil {
		return err
	}
	if len(locks) > 0 {
		return full
	}
	type old struct {
		id resource.ID
		st state
	}
	var ended []old
	for _, record := range records {
		st, err := stateOf(record)
		if err != nil {
			return err
		}
		if terminal(st.State) {
			ended = append(ended, old{resource.MustParseID(record.ID), st})
		}
	}
	slices.SortFunc(ended, func(a, b old) int {
		return cmp.Or(a.st.Started.Compare(b.st.Started), cmp.Compare(b.st.Status, a.st.Status))
	})
	surplus := len(records) - maxHistory + 1
	if len(ended) < surplus {
		return full
	}
	for _, o := range ended[:surplus] {
		if err := s.forget(ctx, u, o.id); err != nil {
			return err
		}
		u.Delete(o.id.Key())
	}
	return nil
}
