package deployments

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// exportGroup answers a template that makes what a group has now.
func (s *Service) exportGroup(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	request, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	x := &exported{parameters: make(map[string]any), names: make(map[string]string), options: document.String(request, "options")}
	wanted, err := wantedResources(request)
	if err != nil {
		return nil, err
	}
	resources, err := s.exportable(ctx, c, wanted)
	if err != nil {
		return nil, err
	}
	for _, one := range resources {
		x.name(one.id)
	}
	written := make([]any, len(resources))
	for i, one := range resources {
		written[i] = x.write(one)
	}
	return arm.JSON(http.StatusOK, map[string]any{"template": map[string]any{
		"$schema":        "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
		"contentVersion": "1.0.0.0",
		"parameters":     x.parameters,
		"variables":      map[string]any{},
		"resources":      written,
	}}), nil
}

// wantedResources are the keys of the resources that are asked for; nil for all.
func wantedResources(request map[string]any) (map[string]bool, error) {
	wanted := make(map[string]bool)
	for _, value := range document.Array(request, "resources") {
		text, _ := value.(string)
		if text == "*" {
			return nil, nil
		}
		id, err := resource.ParseID(text)
		if err != nil {
			return nil, err
		}
		wanted[id.Key()] = true
	}
	if len(wanted) == 0 {
		return nil, resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: 'Required property 'resources' not found in JSON. Path ''.'.")
	}
	return wanted, nil
}

// exportedResource is a resource as the caller sees it.
type exportedResource struct {
	id      resource.ID
	version string
	body    map[string]any
}

// exportable are the resources of a group that a template can make, and that the
// caller may read.
func (s *Service) exportable(ctx context.Context, c *arm.Call, wanted map[string]bool) ([]exportedResource, error) {
	documents, _, err := s.Engine.Store.List(ctx, resource.Query{Under: c.ID.Key()})
	if err != nil {
		return nil, err
	}
	var found []exportedResource
	for _, d := range documents {
		t := s.Engine.Type(d.Kind)
		if t == nil || t.ReadOnly || wanted != nil && !wanted[d.Key] ||
			strings.HasPrefix(d.Kind, "microsoft.resources/") || strings.HasPrefix(d.Kind, "microsoft.authorization/") {
			continue
		}
		one := exportedResource{version: string(t.Versions[len(t.Versions)-1])}
		if one.id, err = resource.ParseID(d.Key); err != nil {
			return nil, err
		}
		response, err := s.Engine.As(ctx, c.Caller, &arm.Request{
			Method: http.MethodGet, Path: escaped(one.id), Query: versionQuery(one.version), Header: http.Header{}, Origin: c.Request.Origin, ID: c.Request.ID,
		})
		if refused, ok := errors.AsType[*resource.Error](err); ok && (refused.Kind == resource.KindForbidden || refused.Kind == resource.KindNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		value, err := document.Read(response.Body)
		if err != nil {
			return nil, err
		}
		one.body, _ = value.(map[string]any)
		if one.id, err = resource.ParseID(document.String(one.body, "id")); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	slices.SortStableFunc(found, func(a, b exportedResource) int {
		return strings.Compare(a.id.Type(), b.id.Type())
	})
	return found, nil
}
