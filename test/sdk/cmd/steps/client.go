package main

import (
	"context"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

// audience is Resource Manager's, as the demo expects it in tokens.
const audience = "https://management.azure.com"

// The demo's own variables; the others are the SDK's.
var (
	group        = os.Getenv("AZIMUTH_DEMO_GROUP")
	location     = os.Getenv("AZIMUTH_DEMO_LOCATION")
	scaleSet     = os.Getenv("AZIMUTH_DEMO_SCALE_SET")
	subscription = os.Getenv("AZURE_SUBSCRIPTION_ID")
)

func options() policy.ClientOptions {
	return policy.ClientOptions{
		Cloud:     loopback.Cloud(os.Getenv("AZIMUTH_RESOURCE_MANAGER"), os.Getenv("AZIMUTH_LOGIN"), audience),
		Transport: loopback.Client(),
	}
}

// caller is who makes a step's requests to Resource Manager.
type caller struct {
	credential azcore.TokenCredential
	options    *arm.ClientOptions
}

func newCaller(credential azcore.TokenCredential) caller {
	return caller{credential: credential, options: &arm.ClientOptions{ClientOptions: options()}}
}

// asAdministrator makes a step of one that the administrator does.
func asAdministrator(step func(context.Context, caller) (any, error)) func(context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		credential, err := azidentity.NewClientSecretCredential(os.Getenv("AZURE_TENANT_ID"), os.Getenv("AZURE_CLIENT_ID"), os.Getenv("AZURE_CLIENT_SECRET"),
			&azidentity.ClientSecretCredentialOptions{ClientOptions: options(), DisableInstanceDiscovery: true})
		if err != nil {
			return nil, err
		}
		return step(ctx, newCaller(credential))
	}
}

// finish waits for a long-running operation.
func finish[T any](ctx context.Context, poller *runtime.Poller[T], err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return poller.PollUntilDone(ctx, nil)
}

// text is what an optional member of the SDK's types holds; "" for nothing.
func text[T ~string](member *T) string {
	if member == nil {
		return ""
	}
	return string(*member)
}
