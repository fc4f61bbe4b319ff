package rbac

// networkRoles are the roles of networks and name zones.
var networkRoles = []RoleDefinition{
	builtIn(NetworkContributorID, "Network Contributor",
		"Manages networks and everything in them.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Network/*",
				"Microsoft.ResourceHealth/availabilityStatuses/read",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
			},
		},
	),
	builtIn("befefa01-2a29-4197-83a8-272ff33ce314", "DNS Zone Contributor",
		"Manages public name zones and their records.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Network/dnsZones/*",
				"Microsoft.ResourceHealth/availabilityStatuses/read",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
			},
		},
	),
	builtIn("b12aa53e-6015-4669-85d0-8515ebb3ae7f", "Private DNS Zone Contributor",
		"Manages private name zones, but not the networks that use them.",
		Permission{
			Actions: []string{
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
				"Microsoft.Network/privateDnsZones/*",
				"Microsoft.Network/privateDnsOperationResults/*",
				"Microsoft.Network/privateDnsOperationStatuses/*",
				"Microsoft.Network/virtualNetworks/read",
				"Microsoft.Network/virtualNetworks/join/action",
				"Microsoft.Authorization/*/read",
			},
		},
	),
}
