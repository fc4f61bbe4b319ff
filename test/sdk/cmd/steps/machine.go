package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
)

// inMachine is the credential of a program in a machine.
func inMachine(clientID string) (azcore.TokenCredential, error) {
	if os.Getenv("HTTP_PROXY") == "" {
		return nil, errors.New("HTTP_PROXY must name the machine's metadata service")
	}
	chosen := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: options()}
	if clientID != "" {
		chosen.ID = azidentity.ClientID(clientID)
	}
	return azidentity.NewManagedIdentityCredential(chosen)
}

// machineToken asks for a token. Whatever the service answers is a result; that
// it cannot be reached is a failure.
func machineToken(ctx context.Context) (any, error) {
	credential, err := inMachine(os.Getenv("AZIMUTH_DEMO_CLIENT_ID"))
	if err != nil {
		return nil, err
	}
	scope := os.Getenv("AZIMUTH_DEMO_RESOURCE") + "/.default"
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // the SDK would try for minutes
	defer cancel()
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
	if err == nil {
		return map[string]string{"token": token.Token}, nil
	}
	if ctx.Err() != nil {
		return nil, err
	}
	return map[string]string{"error": err.Error()}, nil
}

// bearer is a credential that has its token already.
type bearer string

func (b bearer) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(b), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// readScaleSet reads the scale set as the machine, with a new token or a given one.
func readScaleSet(ctx context.Context) (any, error) {
	credential, err := inMachine("")
	if err != nil {
		return nil, err
	}
	if given := os.Getenv("AZIMUTH_DEMO_TOKEN"); given != "" {
		credential = bearer(given)
	}
	c := newCaller(credential)
	client, err := armcompute.NewVirtualMachineScaleSetsClient(subscription, c.credential, c.options)
	if err != nil {
		return nil, err
	}
	set, err := client.Get(ctx, group, scaleSet, nil)
	if refusal, ok := errors.AsType[*azcore.ResponseError](err); ok {
		return refused(refusal)
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"status": http.StatusOK, "name": *set.Name}, nil
}

func refused(refusal *azcore.ResponseError) (any, error) {
	body, err := runtime.Payload(refusal.RawResponse)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Error struct{ Message string }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	return map[string]any{"status": refusal.StatusCode, "code": refusal.ErrorCode, "message": answer.Error.Message}, nil
}
