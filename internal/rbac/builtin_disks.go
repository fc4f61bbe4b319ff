package rbac

// diskRoles are the roles of disks, snapshots and images.
var diskRoles = []RoleDefinition{
	builtIn("959f8984-c045-4866-89c7-12bf9737be2e", "Data Operator for Managed Disks",
		"Uploads and downloads the contents of disks and snapshots.",
		Permission{
			DataActions: []string{
				"Microsoft.Compute/disks/download/action",
				"Microsoft.Compute/disks/upload/action",
				"Microsoft.Compute/snapshots/download/action",
				"Microsoft.Compute/snapshots/upload/action",
			},
		},
	),
	builtIn("3e5e47e6-65f7-47ef-90b5-e5dd4d455f24", "Disk Backup Reader",
		"Lets a backup vault read the disks that it backs up.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Compute/disks/read",
				"Microsoft.Compute/disks/beginGetAccess/action",
			},
		},
	),
	builtIn("60fc6e62-5479-42d4-8bf4-67625fcc2840", "Disk Pool Operator",
		"Lets a disk pool attach disks.",
		Permission{
			Actions: []string{
				"Microsoft.Compute/disks/write",
				"Microsoft.Compute/disks/read",
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
			},
		},
	),
	builtIn("b50d9833-a0cb-478e-945f-707fcc997c13", "Disk Restore Operator",
		"Lets a backup vault restore disks.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Compute/disks/write",
				"Microsoft.Compute/disks/read",
				"Microsoft.Compute/disks/beginGetAccess/action",
				"Microsoft.Compute/disks/endGetAccess/action",
			},
		},
	),
	builtIn("7efff54f-a5b4-42b5-a1c5-5411624893ce", "Disk Snapshot Contributor",
		"Lets a backup vault make and delete snapshots of disks.",
		Permission{
			Actions: []string{
				"Microsoft.Authorization/*/read",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
				"Microsoft.Compute/snapshots/delete",
				"Microsoft.Compute/snapshots/write",
				"Microsoft.Compute/snapshots/read",
				"Microsoft.Compute/snapshots/beginGetAccess/action",
				"Microsoft.Compute/snapshots/endGetAccess/action",
				"Microsoft.Compute/disks/beginGetAccess/action",
				"Microsoft.Storage/storageAccounts/listkeys/action",
				"Microsoft.Storage/storageAccounts/write",
				"Microsoft.Storage/storageAccounts/read",
				"Microsoft.Storage/storageAccounts/delete",
			},
		},
	),
	builtIn("85a2d0d9-2eba-4c9c-b355-11c2cc0788ab", "Compute Gallery Artifacts Publisher",
		"Publishes images and applications in galleries.",
		Permission{
			Actions: []string{
				"Microsoft.Compute/galleries/*",
				"Microsoft.Compute/locations/capsOperations/read",
				"Microsoft.Compute/locations/communityGalleries/*",
				"Microsoft.Compute/locations/sharedGalleries/*",
				"Microsoft.Compute/images/*",
				"Microsoft.Compute/virtualMachines/write",
				"Microsoft.Compute/disks/write",
				"Microsoft.Authorization/*/read",
				"Microsoft.Insights/alertRules/*",
				"Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read",
			},
			NotActions: []string{
				"Microsoft.Compute/galleries/share/action",
			},
		},
	),
	builtIn("cf7c76d2-98a3-4358-a134-615aa78bf44d", "Compute Gallery Image Reader",
		"Sees the images in galleries.",
		Permission{
			Actions: []string{
				"Microsoft.Compute/galleries/images/read",
				"Microsoft.Compute/galleries/images/versions/read",
			},
		},
	),
	builtIn("1ef6a3be-d0ac-425d-8c01-acb62866290b", "Compute Gallery Sharing Admin",
		"Shares galleries with others.",
		Permission{
			Actions: []string{
				"Microsoft.Compute/galleries/share/action",
			},
		},
	),
}
