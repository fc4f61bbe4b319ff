package deployments

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// change serves PUT and DELETE of a deployment.
func (s *Service) change(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if c.Request.Method == http.MethodDelete {
		return s.remove(ctx, c)
	}
	r, _, err := s.prepare(ctx, c)
	if err != nil {
		return nil, err
	}
	created, err := s.begin(ctx, c, r)
	if err != nil {
		return nil, err
	}
	if !r.paced {
		// Who asked may go away meanwhile; what was begun is ended.
		r.advance(context.WithoutCancel(ctx))
	}
	return s.answer(ctx, c, r, created)
}

// answer is the answer to a PUT: the deployment as it is now, and where its
// state is asked for.
func (s *Service) answer(ctx context.Context, c *arm.Call, r *run, created bool) (*arm.Response, error) {
	record, _, ok, err := load(ctx, s.Engine.Store, r.id)
	if err != nil {
		return nil, err
	}
	if !ok { // with its group
		return nil, c.Type.Missing(r.id)
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	response, err := c.Answer(ctx, status, record)
	if err != nil {
		return nil, err
	}
	if response.Header == nil {
		response.Header = make(http.Header)
	}
	response.Header.Set("Azure-AsyncOperation", c.Request.Origin+lowerGroups(record.ID)+"/operationStatuses/"+r.status+"?api-version="+string(c.Version))
	return response, nil
}

func lowerGroups(id string) string {
	return strings.Replace(id, "/resourceGroups/", "/resourcegroups/", 1)
}

// begin stores a new deployment, or a new one of an old name, as under way.
func (s *Service) begin(ctx context.Context, c *arm.Call, r *run) (created bool, err error) {
	if err := s.register(ctx, r); err != nil {
		return false, err
	}
	err = c.Work(ctx, c.ID.Key(), func(u *arm.Unit) error {
		old, was, there, err := load(ctx, u, c.ID)
		if err != nil {
			return err
		}
		created = !there
		if err := c.CheckLocked(ctx, u); err != nil {
			return err
		}
		if !there {
			if err := s.makeRoom(ctx, c, u); err != nil {
				return err
			}
		} else if err := checkReplaceable(r, old, was); err != nil {
			return err
		} else if err := s.forget(ctx, u, c.ID); err != nil {
			return err
		}
		now := s.Engine.Sources.Now().UTC()
		record := resource.Record{
			ID: canonical(c.ID), Type: deploymentType, Location: r.location, Tags: r.tags,
			Properties: r.properties(nil, nil, nil), Created: now, Modified: now,
		}
		if there {
			record.Created = old.Created
		}
		u.Put(r.state(running).document(record))
		return r.keepInput(u, record.ID)
	})
	if err == nil {
		s.enter(r)
	}
	return created, err
}

// checkReplaceable refuses to deploy under the name of a deployment that is
// under way, or that stands in another location.
func checkReplaceable(r *run, old resource.Record, was state) error {
	if !terminal(was.State) {
		return resource.Conflict("DeploymentActive", "Unable to edit or replace deployment '%s': previous deployment from '%s' is still active (expiration time is '%s'). Please see https://aka.ms/arm-deploy for usage details.",
			r.id.Name(), americanTime(was.Started), americanTime(was.Started.Add(7*24*time.Hour)))
	}
	if old.Location != r.location {
		return resource.Conflict("InvalidDeploymentLocation", "Invalid deployment location '%s'. The deployment '%s' already exists in location '%s'.", r.location, r.id.Name(), old.Location)
	}
	return nil
}

func americanTime(t time.Time) string { return t.UTC().Format("1/2/2006 3:04:05 PM") }

var deploymentName = lazy.NewPattern(`^[-\w._()]{1,64}$`)

// checkName is the rule of Microsoft's "Naming rules and restrictions".
func checkName(name string) error {
	if deploymentName.MatchString(name) {
		return nil
	}
	return resource.Invalid("InvalidDeploymentName", "The deployment name '%s' is invalid. The name must have 1 to 64 characters of letters, digits, '-', '.', '_', '(' and ')'.", name)
}

// forget removes what stands beneath a deployment: the rows of an earlier run.
func (s *Service) forget(ctx context.Context, u *arm.Unit, id resource.ID) error {
	rows, err := u.List(ctx, resource.Query{Under: id.Key()})
	for _, d := range rows {
		u.Delete(d.Key)
	}
	return err
}
