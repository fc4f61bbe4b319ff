package rbac

// resourceRoles are the roles of what Resource Manager itself keeps: deployments, tags, locks, policies, templates.
var resourceRoles = []RoleDefinition{
	builtIn("4a9ae827-6dc8-4573-8ac7-8239d42aa03f", "Tag Contributor",
		"Sets tags on resources without access to the resources.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Resources/subscriptions/resourceGroups/resources/read",
				"Microsoft.Resources/subscriptions/resources/read",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Support/*",
				"Microsoft.Resources/tags/*",
			},
		},
	),
	builtIn("28bf596f-4eb7-45ce-b5bc-6cf482fec137", "Locks Contributor",
		"Sets and removes locks.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/locks/read",
				"Microsoft.Authorization/locks/write",
				"Microsoft.Authorization/locks/delete",
			},
		},
	),
	builtIn("36243c78-bf99-498c-9df9-86d9f8d28608", "Resource Policy Contributor",
		"Sees all resources and manages policies.",
		Permission{
			Actions: []string{
				"*/read",
				"Microsoft.Authorization/policyassignments/*",
				"Microsoft.Authorization/policydefinitions/*",
				"Microsoft.Authorization/policyexemptions/*",
				"Microsoft.Authorization/policyenrollments/*",
				"Microsoft.Authorization/policysetdefinitions/*",
				"Microsoft.PolicyInsights/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Support/*",
			},
		},
	),
	builtIn("088ab73d-1256-47ae-bea9-9de8e7131f31", "Guest Configuration Resource Contributor",
		"Assigns configurations to the inside of machines.",
		Permission{
			Actions: []string{
				"Microsoft.GuestConfiguration/guestConfigurationAssignments/write",
				"Microsoft.GuestConfiguration/guestConfigurationAssignments/read",
				"Microsoft.GuestConfiguration/guestConfigurationAssignments/*/read",
				"Microsoft.Resources/deployments/*",
			},
		},
	),
	builtIn("bf7f8882-3383-422a-806a-6526c631a88a", "Azure Deployment Stack Contributor",
		"Manages deployment stacks, but not what they deny to others.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Resources/deploymentStacks/write",
				"Microsoft.Resources/deploymentStacks/read",
				"Microsoft.Resources/deploymentStacks/validate/action",
				"Microsoft.Resources/deploymentStacks/exportTemplate/action",
				"Microsoft.Resources/deploymentStacksWhatIfResults/*",
			},
		},
	),
	builtIn("adb29209-aa1d-457b-a786-c913953d2891", "Azure Deployment Stack Owner",
		"Manages deployment stacks and what they deny to others.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Resources/deploymentStacks/*",
				"Microsoft.Resources/deploymentStacksWhatIfResults/*",
			},
		},
	),
	builtIn("1c9b6475-caf0-4164-b5a1-2142a7116f4b", "Template Spec Contributor",
		"Manages template specs.",
		Permission{
			Actions: []string{
				"Microsoft.Resources/templateSpecs/*",
				"Microsoft.Authorization/*/read",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
			},
		},
	),
	builtIn("392ae280-861d-42bd-9ea5-08ee6d83b80e", "Template Spec Reader",
		"Sees template specs.",
		Permission{
			Actions: []string{
				"Microsoft.Resources/templateSpecs/*/read",
			},
		},
	),
	builtIn("641177b8-a67a-45b9-a033-47bc880bb21e", "Managed Application Contributor Role",
		"Sees all resources and creates managed applications.",
		Permission{
			Actions: []string{
				"*/read",
				"Microsoft.Solutions/applications/*",
				"Microsoft.Solutions/register/action",
				"Microsoft.Resources/subscriptions/resourceGroups/*",
				"Microsoft.Resources/deployments/*",
			},
		},
	),
	builtIn("c7393b34-138c-406f-901b-d8cf2b17e6ae", "Managed Application Operator Role",
		"Sees all resources and operates managed applications.",
		Permission{
			Actions: []string{
				"*/read",
				"Microsoft.Solutions/applications/read",
				"Microsoft.Solutions/*/action",
			},
		},
	),
	builtIn("b9331d33-8a36-4f8c-b097-4f54124fdb44", "Managed Application Publisher Operator",
		"Lets a publisher see what its managed application has deployed.",
		Permission{
			Actions: []string{
				"*/read",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Solutions/jitRequests/*",
			},
		},
	),
	builtIn("cfd33db0-3dd1-45e3-aa9d-cdbdf3b6f24e", "Support Request Contributor",
		"Opens and follows support requests.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Support/*",
			},
		},
	),
}
