package deployments

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// inputOf is what a call gives to a deployment.
func (s *Service) inputOf(ctx context.Context, c *arm.Call, b body) (*input, error) {
	if err := checkName(c.ID.Name()); err != nil {
		return nil, err
	}
	scope := c.ID.Parent()
	inGroup := scope.ResourceGroup() != ""
	if !inGroup && b.Location == "" {
		return nil, resource.Invalid("LocationRequired", "The 'location' property is required for deployments at the scope '%s'.", scope)
	}
	if inGroup && b.Location != "" {
		return nil, resource.Invalid("InvalidDeployment", "The 'location' property is not allowed for the deployment '%s' at resource group scope. Please see https://aka.ms/arm-deployment-subscription for usage details.", c.ID.Name())
	}
	if !inGroup && b.Mode == "Complete" {
		return nil, resource.Invalid("InvalidDeploymentMode", "The deployment mode 'Complete' is not supported for the deployment '%s' at the scope '%s'; only resource groups have it.", c.ID.Name(), scope)
	}
	scopes, err := s.scopesOf(ctx, c.Caller, scope)
	if err != nil {
		return nil, err
	}
	now := s.Engine.Sources.Now().UTC()
	return &input{
		Template: b.Template, Parameters: b.Parameters, Mode: b.Mode, Location: b.Location, Tags: b.Tags,
		Now: now, Seed: s.Engine.Sources.NewGUID(), Caller: c.Caller.ObjectID, Scopes: scopes,
	}, nil
}

// prepare works a deployment out and checks what can be known before it runs:
// nothing is done for a template that is wrong.
func (s *Service) prepare(ctx context.Context, c *arm.Call, in *input, parent *run) (*run, error) {
	d, err := s.deployment(c.ID, *in)
	if err != nil {
		return nil, err
	}
	r, err := s.plan(ctx, c, d)
	if err != nil {
		return nil, err
	}
	r.input, r.tags = in, in.Tags
	return r, s.preflight(ctx, r, parent)
}

// plan expands a deployment for the caller of a call.
func (s *Service) plan(_ context.Context, c *arm.Call, d template.Deployment) (*run, error) {
	plan, err := template.Expand(d)
	if err != nil {
		return nil, violation(err)
	}
	if len(plan.Resources) > maxResources {
		return nil, resource.Invalid("InvalidTemplate", "Deployment template validation failed: 'The number of template resources limit exceeded. Limit: %d and actual: %d. Please see https://aka.ms/arm-template/#limits for usage details.'.", maxResources, len(plan.Resources))
	}
	r := &run{
		service: s, id: c.ID, caller: c.Caller, plan: plan, deployment: d,
		status: newStatus(s.Engine.Sources), correlation: correlationOf(c), mode: d.Mode, location: d.Location,
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
