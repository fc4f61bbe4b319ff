package rbac

// containerRoles are the roles of container registries.
var containerRoles = []RoleDefinition{
	builtIn("7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull",
		"Pulls images from a registry.",
		Permission{
			Actions: []string{
				"Microsoft.ContainerRegistry/registries/pull/read",
			},
		},
	),
	builtIn("8311e382-0749-4cb8-b61a-304f252e45ec", "AcrPush",
		"Pulls images from a registry and pushes them.",
		Permission{
			Actions: []string{
				"Microsoft.ContainerRegistry/registries/pull/read",
				"Microsoft.ContainerRegistry/registries/push/write",
			},
		},
	),
}
