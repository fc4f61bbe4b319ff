package rbac

import (
	"slices"
	"time"
)

// The GUIDs of the built-in roles that a managed identity's way leads past.
const (
	OwnerID                      = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	ContributorID                = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	ReaderID                     = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	UserAccessAdministratorID    = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
	ManagedIdentityContributorID = "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"
	ManagedIdentityOperatorID    = "f1a07417-d97a-45cb-824c-7a7467783830"
	VirtualMachineContributorID  = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c"
	NetworkContributorID         = "4d97b98b-1d4f-4787-a291-c67834d212e7"
)

// builtInDate is when all built-in roles were created and last changed, as far
// as clients see. Azure's own dates differ from role to role and move whenever
// it revises one; clients show them at most, so one fixed day stands for all.
var builtInDate = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// BuiltIn returns the built-in roles: those that touch what Azimuth serves and
// the most used ones of the rest. Ids, names and actions are Azure's, the
// descriptions are ours. They are shared: their lists must not be changed.
func BuiltIn() []RoleDefinition {
	return slices.Concat(generalRoles, identityRoles, computeRoles, diskRoles, networkRoles,
		resourceRoles, monitorRoles, storageRoles, keyVaultRoles, containerRoles)
}

func builtIn(id, name, description string, permissions ...Permission) RoleDefinition {
	return RoleDefinition{
		ID:               id,
		Name:             name,
		Description:      description,
		Type:             BuiltInRole,
		Permissions:      permissions,
		AssignableScopes: []string{"/"},
		CreatedOn:        builtInDate,
		UpdatedOn:        builtInDate,
	}.normal()
}
