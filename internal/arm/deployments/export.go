package deployments

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// export answers the template of a deployment.
func (s *Service) export(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	in, ok, err := s.openInput(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, resource.Conflict("DeploymentTemplateNotFound", "The template of the deployment '%s' is not kept.", c.ID.Name())
	}
	if in.Template == nil {
		b, err := readBody(in.Body, s.Links)
		if err != nil {
			return nil, err
		}
		in.Template = b.Template.Document()
	}
	return arm.JSON(http.StatusOK, map[string]any{"template": in.Template}), nil
}
