// Package templatetest makes what tests of templates need: deployments,
// parameters that fit a template's constraints, and a Runtime that knows given
// resources.
package templatetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// TenantID is the tenant of the deployments.
const TenantID = "22222222-2222-2222-2222-222222222222"

// Deployment is a deployment to a scope that has everything but a template.
func Deployment(scope resource.ID) template.Deployment {
	n := 0
	d := template.Deployment{
		Name: "main", Mode: "Incremental", Scope: scope, TenantID: TenantID,
		Deployer: map[string]any{"objectId": "33333333-3333-3333-3333-333333333333", "tenantId": TenantID},
		Environment: map[string]any{
			"name": "AzureCloud", "resourceManager": "https://management.azure.com/",
			"authentication": map[string]any{
				"loginEndpoint": "https://login.microsoftonline.com/", "tenant": "common",
				"audiences": []any{"https://management.core.windows.net/", "https://management.azure.com/"},
			},
			"suffixes": map[string]any{
				"storage": "core.windows.net", "keyvaultDns": ".vault.azure.net", "sqlServerHostname": ".database.windows.net",
				"acrLoginServer": ".azurecr.io", "azureFrontDoorEndpointSuffix": "azurefd.net",
			},
		},
		Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		NewGUID: func() string {
			n++
			return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
		},
		Providers: func(namespace, resourceType string) (versions, locations []string, ok bool) {
			return []string{"2024-01-01", "2020-06-01"}, []string{"West US", "East US"}, !strings.HasPrefix(namespace, "Unknown.")
		},
		Location: "",
	}
	if scope.ResourceGroup() == "" {
		d.Location = "westus"
	}
	return Rescope(d)
}

// Rescope sets what subscription(), resourceGroup() and managementGroup() return
// to what the deployment's scope has.
func Rescope(d template.Deployment) template.Deployment {
	d.Subscription, d.ResourceGroup, d.ManagementGroup = nil, nil, nil
	if id := d.Scope.Subscription(); id != "" {
		d.Subscription = map[string]any{
			"id": "/subscriptions/" + id, "subscriptionId": id, "tenantId": TenantID, "displayName": "Test",
		}
	}
	if group, ok := d.Scope.ResourceGroupID(); ok {
		d.ResourceGroup = map[string]any{
			"id": group.String(), "name": group.Name(), "type": "Microsoft.Resources/resourceGroups",
			"location": "westus", "tags": map[string]any{}, "properties": map[string]any{"provisioningState": "Succeeded"},
		}
	}
	if strings.EqualFold(d.Scope.Type(), "Microsoft.Management/managementGroups") {
		d.ManagementGroup = map[string]any{"id": d.Scope.String(), "name": d.Scope.Name()}
	}
	return d
}

// Live is a Runtime that knows resources by their ids, and what the list
// functions return by the function, a blank and the id.
func Live(known map[string]any) template.Runtime {
	folded := make(map[string]any, len(known))
	for name, v := range known {
		folded[strings.ToLower(name)] = v
	}
	return live(folded)
}

type live map[string]any

// Reference is the resource of an id, or its properties.
func (l live) Reference(id, _ string, full bool) (any, error) {
	v, ok := l[strings.ToLower(id)]
	if !ok {
		return nil, resource.NotFound("ResourceNotFound", "The Resource '%s' was not found.", id)
	}
	if full {
		return v, nil
	}
	return document.At(v, "properties"), nil
}

// List is what a list function returns.
func (l live) List(function, id, _ string, _ any) (any, error) {
	v, ok := l[strings.ToLower(function+" "+id)]
	if !ok {
		return nil, resource.NotFound("ResourceNotFound", "The Resource '%s' was not found.", id)
	}
	return v, nil
}
