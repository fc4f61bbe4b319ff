package function

// What these give depends on where an expression stands: whoever evaluates it
// has to know. Those that choose among their arguments are the evaluator's too.
func contextual() []Function {
	return []Function{
		{Name: "if", Min: 3, Max: 3},
		{Name: "and", Min: 2, Max: Any},
		{Name: "or", Min: 2, Max: Any},
		{Name: "coalesce", Min: 1, Max: Any},
		{Name: "lambda", Min: 2, Max: Any},
		{Name: "lambdaVariables", Min: 1, Max: 1},

		{Name: "copyIndex", Min: 0, Max: 2},
		{Name: "parameters", Min: 1, Max: 1},
		{Name: "variables", Min: 1, Max: 1},
		{Name: "deployer", Min: 0, Max: 0},
		{Name: "deployment", Min: 0, Max: 0},
		{Name: "environment", Min: 0, Max: 0},
		{Name: "extensions", Min: 1, Max: 1},
		{Name: "externalInput", Min: 1, Max: 2},
		{Name: "managementGroup", Min: 0, Max: 0},
		{Name: "newGuid", Min: 0, Max: 0},
		{Name: "providers", Min: 1, Max: 2},
		{Name: "reference", Min: 1, Max: 3},
		{Name: "references", Min: 1, Max: 2},
		{Name: "resourceGroup", Min: 0, Max: 0},
		{Name: "subscription", Min: 0, Max: 0},
		{Name: "tenant", Min: 0, Max: 0},
		{Name: "utcNow", Min: 0, Max: 1},

		// These go by the scope that is deployed to.
		{Name: "extensionResourceId", Min: 3, Max: Any},
		{Name: "managementGroupResourceId", Min: 2, Max: Any},
		{Name: "resourceId", Min: 2, Max: Any},
		{Name: "subscriptionResourceId", Min: 2, Max: Any},
		{Name: "tenantResourceId", Min: 2, Max: Any},

		{Name: "pickZones", Min: 3, Max: 5},
		{Name: "resourceInfo", Min: 1, Max: 1},
		{Name: "toLogicalZone", Min: 3, Max: 3},
		{Name: "toLogicalZones", Min: 3, Max: 3},
		{Name: "toPhysicalZone", Min: 3, Max: 3},
		{Name: "toPhysicalZones", Min: 3, Max: 3},
	}
}
