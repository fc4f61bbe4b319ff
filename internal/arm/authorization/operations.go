package authorization

import (
	"context"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

const operationsType = "Microsoft.Authorization/providerOperations"

// listProviderOperations shows all operations that roles can name.
func listProviderOperations(_ context.Context, c *arm.Call) (*arm.Response, error) {
	providers := c.Engine().Providers()
	value := make([]any, len(providers))
	for i, p := range providers {
		value[i] = showOperations(c, p)
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}

func getProviderOperations(_ context.Context, c *arm.Call) (*arm.Response, error) {
	namespace := c.Args["namespace"]
	p, err := c.Engine().Provider(namespace)
	if err != nil {
		return nil, resource.NotFound("ProviderNotFound", "Provider '%s' not found.", namespace)
	}
	return arm.JSON(http.StatusOK, showOperations(c, p)), nil
}

// showOperations sorts a provider's operations by what they act on: a resource
// type, or the provider itself. With $expand=resourceTypes, as without $expand,
// those of the types are shown, else the types' names alone.
func showOperations(c *arm.Call, p *arm.Provider) map[string]any {
	expand := c.Query("$expand")
	expanded := expand == "" || strings.EqualFold(expand, "resourceTypes")
	own := []any{}
	var types []string // in order of their first operation
	displays := make(map[string]string)
	byType := make(map[string][]any)
	for _, o := range p.AllOperations() {
		shown := showOperation(c, o)
		name := operatedType(p.Namespace, o.Name)
		if name == "" {
			own = append(own, shown)
			continue
		}
		if _, seen := byType[name]; !seen {
			types = append(types, name)
			displays[name] = o.Resource
		}
		byType[name] = append(byType[name], shown)
	}
	shownTypes := make([]any, len(types))
	for i, name := range types {
		operations := []any{}
		if expanded {
			operations = byType[name]
		}
		shownTypes[i] = map[string]any{"name": name, "displayName": displays[name], "operations": operations}
	}
	return map[string]any{
		"id":            "/providers/" + operationsType + "/" + p.Namespace,
		"name":          p.Namespace,
		"type":          operationsType,
		"displayName":   p.Display,
		"resourceTypes": shownTypes,
		"operations":    own,
	}
}

// operatedType is the resource type that an operation acts on, without the
// namespace; "" where that is the provider.
func operatedType(namespace, operation string) string {
	rest := strings.TrimPrefix(strings.TrimPrefix(operation, namespace), "/")
	rest = rest[:max(strings.LastIndexByte(rest, '/'), 0)] // without the verb
	if strings.HasSuffix(strings.ToLower(operation), "/action") {
		rest = rest[:max(strings.LastIndexByte(rest, '/'), 0)]
	}
	return rest
}

func showOperation(c *arm.Call, o arm.Operation) map[string]any {
	shown := map[string]any{
		"name":        o.Name,
		"displayName": o.Verb + " " + o.Resource,
		"description": o.Verb + " " + o.Resource + ".",
		"origin":      "user,system",
		"properties":  nil,
	}
	if !c.Version.Before("2018-01-01") {
		shown["isDataAction"] = false
	}
	return shown
}
