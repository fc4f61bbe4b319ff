package deployments

import (
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	namespace      = "Microsoft.Resources"
	deploymentType = namespace + "/deployments"
)

// versions are the api-versions of deployments, oldest first.
var versions = arm.PlatformVersions

// provider is this package's part of Microsoft.Resources.
func (s *Service) provider() *arm.Provider {
	return &arm.Provider{
		Namespace: namespace,
		Types:     []*arm.ResourceType{s.deployments(), s.operations()},
		Operations: []arm.Operation{
			{Name: readStatus, Resource: "Deployment Operation Statuses", Verb: "Read"},
			{Name: "Microsoft.Resources/subscriptions/resourceGroups/exportTemplate/action", Resource: "Resource Groups", Verb: "Export the template of"},
		},
	}
}

func (s *Service) deployments() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       "deployments",
		Display:    "Deployments",
		Scope:      arm.OnScope,
		Versions:   versions,
		NoPatch:    true,
		Operations: pace(),
		Delete:     refuseActive,
		Change:     s.change,
		List:       s.list,
		Show:       s.show,
		Missing: func(id resource.ID) error {
			return resource.NotFound("DeploymentNotFound", "Deployment '%s' could not be found.", id.Name())
		},
		CheckName: checkName,
		Actions: []arm.Action{
			{Name: "validate", Display: "Validate", AtOnce: true, Do: s.validate},
			{Name: "cancel", Display: "Cancel", Do: s.cancel},
			{Name: "whatIf", Display: "Preview", AtOnce: true, Do: s.whatIf},
			{Name: "exportTemplate", Display: "Export the template of", AtOnce: true, Do: s.export},
		},
	}
}

// pace is how deployments answer where operations take time; each resource in
// them takes its own.
func pace() *arm.OperationStyle {
	return &arm.OperationStyle{Results: "operationresults", RetryDelete: 15, Delete: 5 * time.Second}
}

const readStatus = "Microsoft.Resources/deployments/operationStatuses/read"

// routes are the addresses that belong to no deployment.
func (s *Service) routes() []arm.Route {
	const legacy = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/deployments/{deploymentName}/operations"
	const (
		status       = "/providers/Microsoft.Resources/deployments/{deploymentName}/operationStatuses/{operationId}"
		subscription = "/subscriptions/{subscriptionId}"
	)
	return []arm.Route{
		{Method: http.MethodGet, Pattern: status, Do: s.status},
		{Method: http.MethodGet, Pattern: subscription + status, Do: s.status},
		{Method: http.MethodGet, Pattern: subscription + "/resourceGroups/{resourceGroupName}" + status, Do: s.status},
		{Method: http.MethodPost, Pattern: "/providers/Microsoft.Resources/calculateTemplateHash", Do: calculateHash},
		{Method: http.MethodGet, Pattern: legacy, Do: s.redirectOperations},
		{Method: http.MethodGet, Pattern: legacy + "/{operationId}", Do: s.redirectOperations},
		{
			Method: http.MethodPost, Pattern: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/exportTemplate",
			Action: "Microsoft.Resources/subscriptions/resourceGroups/exportTemplate/action", Do: s.exportGroup,
		},
	}
}
