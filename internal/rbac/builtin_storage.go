package rbac

// storageRoles are the roles of storage accounts and blobs.
var storageRoles = []RoleDefinition{
	builtIn("17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor",
		"Manages storage accounts, their keys included.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Insights/diagnosticSettings/*",
				"Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
				"Microsoft.ResourceHealth/availabilityStatuses/read",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Storage/storageAccounts/*",
				"Microsoft.Support/*",
			},
		},
	),
	builtIn("81a9662b-bebf-436f-a333-f67b29880f12", "Storage Account Key Operator Service Role",
		"Lists and renews the keys of storage accounts.",
		Permission{
			Actions: []string{
				"Microsoft.Storage/storageAccounts/listkeys/action",
				"Microsoft.Storage/storageAccounts/regeneratekey/action",
			},
		},
	),
	builtIn("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner",
		"Everything with blobs, and deciding who has access to them.",
		Permission{
			Actions: []string{
				"Microsoft.Storage/storageAccounts/blobServices/containers/*",
				"Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
			},
			DataActions: []string{
				"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*",
			},
		},
	),
	builtIn("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor",
		"Reads, writes and deletes blobs and containers.",
		Permission{
			Actions: []string{
				"Microsoft.Storage/storageAccounts/blobServices/containers/delete",
				"Microsoft.Storage/storageAccounts/blobServices/containers/read",
				"Microsoft.Storage/storageAccounts/blobServices/containers/write",
				"Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
			},
			DataActions: []string{
				"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
				"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
				"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
				"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
				"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
			},
		},
	),
	builtIn("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader",
		"Reads blobs and containers.",
		Permission{
			Actions: []string{
				"Microsoft.Storage/storageAccounts/blobServices/containers/read",
				"Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
			},
			DataActions: []string{
				"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
			},
		},
	),
}
