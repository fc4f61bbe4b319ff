// Command goclient is a program as people write them for Azure: it knows nothing
// of Azimuth. It prints a token of its DefaultAzureCredential, or, with arguments, of
// another:
//
//	client-id|object-id|resource-id VALUE   of a user-assigned identity
//	workload                                of the service account of a pod
//	watch                                   for each scope that is a line of its input, as long as that lasts
package main

import (
	"bufio"
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
	if len(args) == 1 && args[0] == "watch" {
		return watch()
	}
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

// watch prints a token, or in one line why there is none. It does not ask again by
// itself, so that it is told at once.
func watch() error {
	options := azidentity.DefaultAzureCredentialOptions{}
	options.Retry.MaxRetries = -1
	credential, err := azidentity.NewDefaultAzureCredential(&options)
	if err != nil {
		return err
	}
	for scopes := bufio.NewScanner(os.Stdin); scopes.Scan(); {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scopes.Text()}})
		cancel()
		text := token.Token
		if err != nil {
			text = fmt.Sprintf("error %q", err.Error())
		}
		if _, err := fmt.Println(text); err != nil {
			return err
		}
	}
	return nil
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
