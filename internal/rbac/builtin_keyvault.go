package rbac

// keyVaultRoles are the roles of key vaults.
var keyVaultRoles = []RoleDefinition{
	builtIn("00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator",
		"Everything with the keys, secrets and certificates in a vault.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
				"Microsoft.KeyVault/checkNameAvailability/read",
				"Microsoft.KeyVault/deletedVaults/read",
				"Microsoft.KeyVault/locations/*/read",
				"Microsoft.KeyVault/vaults/*/read",
				"Microsoft.KeyVault/operations/read",
			},
			DataActions: []string{
				"Microsoft.KeyVault/vaults/*",
			},
		},
	),
	builtIn("f25e0fa2-a7c8-4377-a976-54943a77a395", "Key Vault Contributor",
		"Manages vaults, but not what is in them.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.KeyVault/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
			},
			NotActions: []string{
				"Microsoft.KeyVault/locations/deletedVaults/purge/action",
				"Microsoft.KeyVault/hsmPools/*",
				"Microsoft.KeyVault/managedHsms/*",
			},
		},
	),
	builtIn("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader",
		"Sees what is in a vault, but no secret values.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
				"Microsoft.KeyVault/checkNameAvailability/read",
				"Microsoft.KeyVault/deletedVaults/read",
				"Microsoft.KeyVault/locations/*/read",
				"Microsoft.KeyVault/vaults/*/read",
				"Microsoft.KeyVault/operations/read",
			},
			DataActions: []string{
				"Microsoft.KeyVault/vaults/*/read",
				"Microsoft.KeyVault/vaults/secrets/readMetadata/action",
			},
		},
	),
	builtIn("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Key Vault Secrets Officer",
		"Manages the secrets in a vault.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
				"Microsoft.KeyVault/checkNameAvailability/read",
				"Microsoft.KeyVault/deletedVaults/read",
				"Microsoft.KeyVault/locations/*/read",
				"Microsoft.KeyVault/vaults/*/read",
				"Microsoft.KeyVault/operations/read",
			},
			DataActions: []string{
				"Microsoft.KeyVault/vaults/secrets/*",
			},
		},
	),
	builtIn("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User",
		"Reads the values of the secrets in a vault.",
		Permission{
			DataActions: []string{
				"Microsoft.KeyVault/vaults/secrets/getSecret/action",
				"Microsoft.KeyVault/vaults/secrets/readMetadata/action",
			},
		},
	),
}
