package deployments

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// runtime answers what a plan asks while it runs: it reads through the engine as
// the deployment's caller.
type runtime struct {
	ctx context.Context //nolint:containedctx // template.Runtime has no contexts, and this one lives as long as a step
	run *run
}

func (r *run) runtime(ctx context.Context) template.Runtime { return runtime{ctx, r} }

// Reference reads a resource: its properties, or all of it.
func (rt runtime) Reference(id, apiVersion string, full bool) (any, error) {
	target, version, err := rt.target(id, apiVersion)
	if err != nil {
		return nil, err
	}
	request := rt.run.request(http.MethodGet, target, version, nil)
	if strings.HasSuffix(strings.ToLower(target.Type()), "/extensions") { // templates ask how their extensions went
		request.Query.Set("$expand", "instanceView")
	}
	response, err := rt.run.service.Engine.As(rt.ctx, rt.run.caller, request)
	if err != nil {
		return nil, err
	}
	value, err := document.Read(response.Body)
	if err != nil {
		return nil, err
	}
	whole, _ := value.(map[string]any)
	if !full {
		properties, _, _ := document.Member(whole, "properties")
		if properties == nil {
			properties = map[string]any{}
		}
		return properties, nil
	}
	delete(whole, "id")
	delete(whole, "name")
	delete(whole, "type")
	whole["apiVersion"] = version
	whole["resourceId"] = target.Type() + "/" + nameOf(target)
	whole["subscriptionId"], whole["resourceGroupName"] = target.Subscription(), target.ResourceGroup()
	whole["scope"] = ""
	return whole, nil
}

// List runs an action such as listKeys on a resource.
func (rt runtime) List(function, id, apiVersion string, input any) (any, error) {
	target, version, err := rt.target(id, apiVersion)
	if err != nil {
		return nil, err
	}
	request := rt.run.request(http.MethodPost, target, version, nil)
	request.Path += "/" + function
	if input != nil {
		request.Body = document.Write(input)
	}
	response, err := rt.run.service.Engine.As(rt.ctx, rt.run.caller, request)
	if err != nil {
		return nil, err
	}
	return document.Read(response.Body)
}

// target is the resource that a function names, and the api-version to read it
// at: that of the template's resource where the function gives none.
func (rt runtime) target(id, apiVersion string) (resource.ID, string, error) {
	target, err := resource.ParseID(id)
	if err != nil {
		return target, "", err
	}
	if apiVersion == "" {
		for _, s := range rt.run.steps {
			if s.id.Equal(target) {
				apiVersion = s.version
				break
			}
		}
	}
	if apiVersion == "" {
		return target, "", fmt.Errorf("the api-version of the resource '%s', which is not defined in the template, is not given", target)
	}
	return target, strings.ToLower(apiVersion), nil
}

func isUnknown(err error) bool { return errors.Is(err, template.ErrUnknownAtPlan) }
