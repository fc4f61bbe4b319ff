package resources

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Provider is the declaration of Microsoft.Resources.
func Provider() *arm.Provider {
	return &arm.Provider{
		Namespace: "Microsoft.Resources",
		Display:   "Microsoft Resources",
		Types:     []*arm.ResourceType{group(), tags()},
		Operations: []arm.Operation{
			{Name: "Microsoft.Resources/subscriptions/read", Resource: "Subscriptions", Verb: "Read"},
			{Name: "Microsoft.Resources/subscriptions/locations/read", Resource: "Locations", Verb: "Read"},
			{Name: "Microsoft.Resources/subscriptions/tagNames/read", Resource: "Tag Names", Verb: "Read"},
			{Name: "Microsoft.Resources/subscriptions/resources/read", Resource: "Resources", Verb: "Read"},
			{Name: "Microsoft.Resources/subscriptions/providers/read", Resource: "Resource Providers", Verb: "Read"},
			{Name: "Microsoft.Resources/providers/read", Resource: "Resource Providers", Verb: "Read"},
		},
	}
}

func group() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "resourceGroups",
		Display:     "Resource Groups",
		Scope:       arm.InSubscription,
		Versions:    arm.PlatformVersions,
		Action:      "Microsoft.Resources/subscriptions/resourceGroups",
		Located:     true,
		Members:     []string{"managedBy"},
		Provisioned: true,
		Operations:  arm.GroupOperations(),
		CheckName:   checkGroupName,
		Show:        showGroup,
		Actions: []arm.Action{
			{Name: "moveResources", Display: "Move the resources of", Do: refuseMove},
			{Name: "validateMoveResources", Display: "Validate a move of the resources of", Do: refuseMove},
		},
	}
}

var groupName = lazy.NewPattern(`^[\p{L}\p{N}\-_().]{0,89}[\p{L}\p{N}\-_()]$`)

// checkGroupName is the rule of the resource provider contract: at most 90
// letters, digits, '-', '_', '(', ')' and '.', not ending in '.'.
func checkGroupName(name string) error {
	if groupName.MatchString(name) {
		return nil
	}
	return resource.Invalid("InvalidResourceGroup", "The provided resource group name '%s' has these invalid characters or length: the name can only be up to 90 letters, digits, '-', '.', '(', ')' or '_', and can't end with a period.", name)
}

// showGroup hides the member "type" that groups did not have before 2019-07-01.
func showGroup(_ context.Context, s *arm.Shown) error {
	s.HideType = s.Version.Before("2019-07-01")
	return nil
}
