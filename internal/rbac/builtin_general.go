package rbac

// generalRoles are the roles that cover every resource type, and access itself.
var generalRoles = []RoleDefinition{
	builtIn(OwnerID, "Owner",
		"Everything, and handing out access to it.",
		Permission{
			Actions: []string{
				"*",
			},
		},
	),
	builtIn(ContributorID, "Contributor",
		"Everything but handing out access.",
		Permission{
			Actions: []string{
				"*",
			},
			NotActions: []string{
				"Microsoft.Authorization/*/Delete",
				"Microsoft.Authorization/*/Write",
				"Microsoft.Authorization/elevateAccess/Action",
				"Microsoft.Blueprint/blueprintAssignments/write",
				"Microsoft.Blueprint/blueprintAssignments/delete",
				"Microsoft.Compute/galleries/share/action",
				"Microsoft.Purview/consents/write",
				"Microsoft.Purview/consents/delete",
				"Microsoft.Resources/deploymentStacks/manageDenySetting/action",
				"Microsoft.Subscription/cancel/action",
				"Microsoft.Subscription/enable/action",
			},
		},
	),
	builtIn(ReaderID, "Reader",
		"Sees all resources and changes none.",
		Permission{
			Actions: []string{
				"*/read",
			},
		},
	),
	builtIn(UserAccessAdministratorID, "User Access Administrator",
		"Sees all resources and decides who has access to them.",
		Permission{
			Actions: []string{
				"*/read",
				"Microsoft.Authorization/*",
				"Microsoft.Support/*",
			},
		},
	),
	builtIn("f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator",
		"Hands out access by assigning roles, and by no other means.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/roleAssignments/write",
				"Microsoft.Authorization/roleAssignments/delete",
				"*/read",
				"Microsoft.Support/*",
			},
		},
	),
}
