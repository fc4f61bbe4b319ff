package authorization

import (
	"github.com/azimuthid/azimuth/internal/resource"
)

// Azure's limits (Microsoft's "Azure subscription limits"). They are judged by
// what is in force when a write begins; writes at the same moment may pass them
// by their own number.
const (
	maxAssignments = 4000 // in a subscription
	maxCustomRoles = 5000 // in a tenant
)

func (a authorization) checkAssignmentLimit(scope resource.ID) error {
	subscription := scope.SubscriptionID()
	if subscription.IsRoot() || a.roles.Assignments(subscription) < maxAssignments {
		return nil
	}
	return resource.Invalid("RoleAssignmentLimitExceeded", "No more role assignments can be created: the subscription '%s' has %d, which is the limit.", subscription.Name(), maxAssignments)
}

func (a authorization) checkRoleLimit() error {
	if a.roles.CustomRoles() < maxCustomRoles {
		return nil
	}
	return resource.Invalid("RoleDefinitionLimitExceeded", "No more role definitions can be created: there are %d custom roles, which is the limit.", maxCustomRoles)
}
