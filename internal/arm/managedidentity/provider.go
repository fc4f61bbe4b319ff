package managedidentity

import (
	"github.com/azimuthid/azimuth/internal/arm"
)

// versions are the published api-versions of user-assigned identities.
var versions = []arm.Version{
	"2015-08-31-preview", "2018-11-30", "2021-09-30-preview", "2022-01-31-preview", "2023-01-31", "2023-07-31-preview",
	"2024-11-30", "2025-01-31-preview", "2025-05-31-preview", "2026-04-30", "2026-05-31",
}

// Provider is the declaration of Microsoft.ManagedIdentity.
func Provider() *arm.Provider {
	return &arm.Provider{
		Namespace: "Microsoft.ManagedIdentity",
		Display:   "Microsoft Managed Identity",
		Types:     []*arm.ResourceType{userAssigned(), federatedCredential(), systemAssigned()},
		Operations: []arm.Operation{
			{Name: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", Resource: "User Assigned Identities", Verb: "Assign"},
			{Name: "Microsoft.ManagedIdentity/operations/read", Resource: "Managed Identity operations", Verb: "List"},
			{Name: "Microsoft.ManagedIdentity/register/action", Resource: "Managed Identity Resource Provider", Verb: "Register"},
		},
	}
}
