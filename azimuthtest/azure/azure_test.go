package azure_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"

	"github.com/azimuthid/azimuth/azimuthtest"
	"github.com/azimuthid/azimuth/azimuthtest/azure"
)

// status reads a resource group with the SDK: 200, or the status of the refusal.
func status(t *testing.T, s *azimuthtest.Server, credential azcore.TokenCredential, options *arm.ClientOptions, group string) int {
	t.Helper()
	client, err := armresources.NewResourceGroupsClient(s.SubscriptionID, credential, options)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Get(t.Context(), group, nil)
	if refused, ok := errors.AsType[*azcore.ResponseError](err); ok {
		return refused.StatusCode
	}
	if err != nil {
		t.Fatal(err)
	}
	return http.StatusOK
}

func must[T any](t *testing.T) func(value T, err error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// The unmodified SDK, with the defaults of the public cloud, as several machines
// of one process.
func TestManagedIdentity(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	rg, other := s.ResourceGroup("rg"), s.ResourceGroup("other")
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID).UserAssigned("id1").Role("Reader", other.ID)
	set := rg.ScaleSet("workers", 2).SystemAssigned().Role("Reader", other.ID)
	credential := must[azcore.TokenCredential](t)
	for name, c := range map[string]struct {
		credential  azcore.TokenCredential
		here, there int
	}{
		"system-assigned": {credential(azure.ManagedIdentity(vm, nil)), 200, 403},
		"user-assigned":   {credential(azure.ManagedIdentity(vm, vm.User("id1"))), 403, 200},
		"instance 0":      {credential(azure.ManagedIdentity(set.Instance(0), nil)), 403, 200},
		"instance 1":      {credential(azure.ManagedIdentity(set.Instance(1), nil)), 403, 200},
		"administrator":   {credential(azure.Credential(s, s.Administrator)), 200, 200},
		"an application":  {credential(azure.Credential(s, s.Application("ci").Role("Reader", rg.ID))), 200, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := status(t, s, c.credential, azure.ManagerOptions(s), "rg"); got != c.here {
				t.Errorf("rg: %d, want %d", got, c.here)
			}
			if got := status(t, s, c.credential, azure.ManagerOptions(s), "other"); got != c.there {
				t.Errorf("other: %d, want %d", got, c.there)
			}
		})
	}
	t.Cleanup(func() { vm.RequireTokenRequested("https://management.core.windows.net/") })
}

// The program's own credential, which knows nothing of a test, by the client alone.
func TestDefaultCredential(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	vm := s.ResourceGroup("rg").VM("app").UserAssigned("id1").Role("Reader", s.Subscription())
	credential, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
		ClientOptions: policy.ClientOptions{Transport: vm.Client()}, ID: azidentity.ResourceID(vm.User("id1").ID),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := status(t, s, credential, azure.ManagerOptions(vm), "rg"); got != http.StatusOK {
		t.Errorf("%d", got)
	}
}

// The chain of the default credential, of which this machine's user must have no part.
func TestDefaultCredentialOfMachines(t *testing.T) {
	t.Setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	reader, other := rg.VM("reader").SystemAssigned().Role("Reader", rg.ID), rg.VM("other").SystemAssigned()
	for vm, want := range map[*azimuthtest.VM]int{reader: http.StatusOK, other: http.StatusForbidden} {
		credential := must[azcore.TokenCredential](t)(azure.DefaultCredential(vm))
		if got := status(t, s, credential, azure.ManagerOptions(vm), "rg"); got != want {
			t.Errorf("%s: %d, want %d", vm.Name, got, want)
		}
	}
}

// The server as a cloud of its own.
func TestCloud(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	s.ResourceGroup("rg")
	options := policy.ClientOptions{Cloud: azure.Cloud(s), Transport: s.Client()}
	credential, err := azidentity.NewClientSecretCredential(s.TenantID, s.Administrator.ClientID, s.Administrator.ClientSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := status(t, s, credential, &arm.ClientOptions{ClientOptions: options}, "rg"); got != http.StatusOK {
		t.Errorf("%d", got)
	}
}
