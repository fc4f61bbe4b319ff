// Package azure gives the Azure SDK for Go what it needs to work against a
// server of package azimuthtest: options, and credentials of any principal and
// any machine. It is a module of its own, so that azimuthtest needs no SDK.
package azure

import (
	"context"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azimuthid/azimuth/azimuthtest"
)

// Options are client options with which the SDK finds the server under Azure's
// public names, as the public cloud: all that differs is the HTTP client, that of
// a Server, a VM or a Machine.
func Options(from interface{ Client() *http.Client }) policy.ClientOptions {
	return policy.ClientOptions{Transport: from.Client()}
}

// ManagerOptions are Options for the clients of Resource Manager.
func ManagerOptions(from interface{ Client() *http.Client }) *arm.ClientOptions {
	return &arm.ClientOptions{ClientOptions: Options(from)}
}

// Cloud is the server as a cloud of its own, under its own addresses, for a
// program that takes a cloud's configuration. Credentials then want
// DisableInstanceDiscovery.
func Cloud(s *azimuthtest.Server) cloud.Configuration {
	return cloud.Configuration{
		ActiveDirectoryAuthorityHost: s.Login + "/",
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
			cloud.ResourceManager: {Audience: azimuthtest.ResourceManagerAudience, Endpoint: s.ResourceManager},
		},
	}
}

// Credential is an application's, by its secret: Server.Administrator's, or that
// of one which the test made.
func Credential(s *azimuthtest.Server, a *azimuthtest.Application) (azcore.TokenCredential, error) {
	return azidentity.NewClientSecretCredential(s.TenantID, a.ClientID, a.ClientSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: Options(s)})
}

// ManagedIdentity is the SDK's ManagedIdentityCredential inside a machine, a VM
// or an instance of a scale set. as says which identity is meant, nil for the
// system-assigned or the only one.
//
// The SDK keeps the tokens of managed identities for the whole process, and those
// of system-assigned identities under one name: a second machine in the same test
// binary would get the first one's. This credential asks for each token anew.
func ManagedIdentity(from interface{ Client() *http.Client }, as *azimuthtest.Identity) (azcore.TokenCredential, error) {
	options := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: Options(from)}
	if as != nil {
		options.ID = azidentity.ClientID(as.ClientID)
	}
	sdks, err := azidentity.NewManagedIdentityCredential(options)
	return uncached{sdks}, err
}

// DefaultCredential is the SDK's DefaultAzureCredential inside a machine, with the
// fresh tokens of ManagedIdentity. It tries what the test's environment has for it,
// and tools in which somebody is signed in, beside the machine's identity: have
// the tests run with AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential.
func DefaultCredential(from interface{ Client() *http.Client }) (azcore.TokenCredential, error) {
	sdks, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{ClientOptions: Options(from)})
	return uncached{sdks}, err
}

// uncached has the SDK's credential pass over its cache, as it does when a
// service asks for claims. Nothing of them is sent to the metadata service.
type uncached struct{ azcore.TokenCredential }

// GetToken gets a token from the metadata service.
func (u uncached) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if options.Claims == "" {
		options.Claims = `{"access_token":{}}`
	}
	return u.TokenCredential.GetToken(ctx, options)
}
