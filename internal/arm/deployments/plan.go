package deployments

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// prepare works a deployment out and checks what can be known before it runs:
// nothing is done for a template that is wrong.
func (s *Service) prepare(ctx context.Context, c *arm.Call) (*run, body, error) {
	b, err := readBody(c.Request.Body, s.Links)
	if err != nil {
		return nil, b, err
	}
	if err := checkHead(c.ID, b); err != nil {
		return nil, b, err
	}
	scopes, err := s.scopesOf(ctx, c.Caller, c.ID.Parent())
	if err != nil {
		return nil, b, err
	}
	in := input{Body: b.raw, Now: s.Engine.Sources.Now().UTC(), Seed: s.Engine.Sources.For("seed", c.Request.ID).NewGUID(), Scopes: scopes}
	r, err := s.plan(c, s.deployment(c.ID, b, in))
	if err != nil {
		return nil, b, err
	}
	r.input, r.tags = &in, b.Tags
	return r, b, s.preflight(ctx, r, nil)
}

// checkHead checks the name of a deployment, and what depends on where it stands.
func checkHead(id resource.ID, b body) error {
	if err := checkName(id.Name()); err != nil {
		return err
	}
	scope := id.Parent()
	switch inGroup := scope.ResourceGroup() != ""; {
	case !inGroup && b.Location == "":
		return resource.Invalid("LocationRequired", "The 'location' property must be specified for the deployment '%s' at the scope '%s'. Please see https://aka.ms/deploy-to-subscription for usage details.", id.Name(), scope)
	case !inGroup && !arm.KnownLocation(b.Location):
		return resource.Invalid("LocationNotAvailableForDeployment", "The provided location '%s' is not available for deployments. List of available regions is '%s'.", b.Location, strings.Join(arm.LocationNames(), ","))
	case inGroup && b.Location != "":
		return resource.Invalid("InvalidDeployment", "The 'location' property is not allowed for '%s' at resource group scope. Please see https://aka.ms/deploy-to-subscription for usage details.", id.Name())
	case !inGroup && b.Mode == "Complete":
		return resource.Invalid("InvalidDeployment", "The deployment mode 'Complete' of '%s' is not supported at the scope '%s'. Please see https://aka.ms/deploy-to-subscription for usage details.", id.Name(), scope)
	}
	return nil
}

// plan expands a deployment for the caller of a call.
func (s *Service) plan(c *arm.Call, d template.Deployment) (*run, error) {
	plan, err := template.Expand(d)
	if err != nil {
		return nil, violation(err)
	}
	if len(plan.Resources) > maxResources {
		return nil, resource.Invalid("InvalidTemplate", "Deployment template validation failed: 'The number of template resources limit exceeded. Limit: %d and actual: %d. Please see https://aka.ms/arm-template/#limits for usage details.'.", maxResources, len(plan.Resources))
	}
	r := &run{
		service: s, id: c.ID, caller: c.Caller, plan: plan, deployment: d,
		status: newStatus(s.Engine.Sources.For("status", c.Request.ID+d.Name)), correlation: correlationOf(c), mode: d.Mode, location: d.Location,
		started: s.Engine.Sources.Now().UTC(), origin: c.Request.Origin, paced: s.Engine.Pace == arm.AsAzure,
	}
	r.arrange()
	return r, nil
}

// maxResources is how many resources one template may have, copies counted.
const maxResources = 800

// correlationOf is the id that the events of a deployment have in common.
func correlationOf(c *arm.Call) string {
	if sent := c.Request.Header.Get("X-Ms-Correlation-Request-Id"); resource.IsGUID(sent) {
		return sent
	}
	return c.Request.ID
}
