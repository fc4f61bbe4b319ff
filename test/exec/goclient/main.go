// Command goclient is a program as people write them for Azure: it knows nothing
// of Azimuth. It prints a token of its DefaultAzureCredential, or, with arguments, of
// another:
//
//	client-id|object-id|resource-id VALUE   of a user-assigned identity
//	workload                                of the service account of a pod
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	credential, err := choose(args)
	if err != nil {
		return err
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"https://management.azure.com/.default"}})
	if err != nil {
		return err
	}
	_, err = fmt.Println(token.Token)
	return err
}

func choose(args []string) (azcore.TokenCredential, error) {
	if len(args) == 1 && args[0] == "workload" {
		return azidentity.NewWorkloadIdentityCredential(nil)
	}
	if len(args) != 2 {
		return azidentity.NewDefaultAzureCredential(nil)
	}
	var id azidentity.ManagedIDKind = azidentity.ClientID(args[1])
	switch args[0] {
	case "object-id":
		id = azidentity.ObjectID(args[1])
	case "resource-id":
		id = azidentity.ResourceID(args[1])
	}
	return azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{ID: id})
}
