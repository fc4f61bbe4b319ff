// Command steps does the steps of `azimuth demo --client` with the unmodified
// Azure SDK for Go: the administrator's with ClientSecretCredential, a machine's
// with ManagedIdentityCredential, everything else with the arm* clients.
//
//	go build -o /tmp/steps ./cmd/steps
//	azimuth demo --client /tmp/steps
//
// It is given one step's name as its argument and all else in the environment;
// it prints one JSON object.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
)

// steps are what the demo asks for.
var steps = map[string]func(context.Context) (any, error){
	"create-group":     asAdministrator(createGroup),
	"create-network":   asAdministrator(createNetwork),
	"create-identity":  asAdministrator(createIdentity),
	"create-scale-set": asAdministrator(createScaleSet),
	"add-identity":     asAdministrator(addIdentity),
	"assign-role":      asAdministrator(assignRole),
	"remove-identity":  asAdministrator(removeIdentity),
	"machine-token":    machineToken,
	"read-scale-set":   readScaleSet,
	"verify-token":     verifyToken,
}

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "steps:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one step is wanted, not %d", len(args))
	}
	step, ok := steps[args[0]]
	if !ok {
		return fmt.Errorf("there is no step %q", args[0])
	}
	result, err := step(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}
