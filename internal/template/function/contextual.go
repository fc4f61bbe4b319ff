package function

// What these give depends on where an expression stands: whoever evaluates it
// has to know. Those that choose among their arguments are the evaluator's too.
func init() {
	add(
		Function{Name: "if", Min: 3, Max: 3},
		Function{Name: "and", Min: 2, Max: Any},
		Function{Name: "or", Min: 2, Max: Any},
		Function{Name: "coalesce", Min: 1, Max: Any},
		Function{Name: "lambda", Min: 2, Max: Any},
		Function{Name: "lambdaVariables", Min: 1, Max: 1},

		Function{Name: "copyIndex", Min: 0, Max: 2},
		Function{Name: "parameters", Min: 1, Max: 1},
		Function{Name: "variables", Min: 1, Max: 1},
		Function{Name: "deployer", Min: 0, Max: 0},
		Function{Name: "deployment", Min: 0, Max: 0},
		Function{Name: "environment", Min: 0, Max: 0},
		Function{Name: "extensions", Min: 1, Max: 1},
		Function{Name: "externalInput", Min: 1, Max: 2},
		Function{Name: "managementGroup", Min: 0, Max: 0},
		Function{Name: "newGuid", Min: 0, Max: 0},
		Function{Name: "providers", Min: 1, Max: 2},
		Function{Name: "reference", Min: 1, Max: 3},
		Function{Name: "references", Min: 1, Max: 2},
		Function{Name: "resourceGroup", Min: 0, Max: 0},
		Function{Name: "subscription", Min: 0, Max: 0},
		Function{Name: "tenant", Min: 0, Max: 0},
		Function{Name: "utcNow", Min: 0, Max: 1},
	)
}
