package deployments

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// validate answers whether a deployment could be begun, and what it would be.
func (s *Service) validate(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	r, b, err := s.prepare(ctx, c)
	if err != nil {
		return nil, err
	}
	value, err := document.Read(r.properties(nil, nil, nil))
	if err != nil {
		return nil, err
	}
	properties, _ := value.(map[string]any)
	properties["provisioningState"], properties["timestamp"], properties["duration"] = succeeded, "0001-01-01T00:00:00Z", "PT0S"
	properties["validatedResources"] = idList(r.writes())
	body := map[string]any{"id": canonical(c.ID), "name": c.ID.Name(), "properties": properties}
	if !c.Version.Before(typesSince) {
		body["type"] = deploymentType
	}
	if b.Location != "" {
		body["location"] = b.Location
	}
	return arm.JSON(http.StatusOK, body), nil
}

// writes are the ids of what a deployment is to write.
func (r *run) writes() []string {
	var ids []string
	for _, s := range r.steps {
		if s.verb == "Create" {
			ids = append(ids, s.id.String())
		}
	}
	return ids
}

// failureOf is the error that a deployment shows, or nil.
func failureOf(record resource.Record) (any, error) {
	properties, err := document.Read(record.Properties)
	return document.At(properties, "error"), err
}
