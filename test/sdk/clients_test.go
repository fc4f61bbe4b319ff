package sdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

// clients are the SDK's clients as one caller has them.
type clients struct {
	raw         *arm.Client
	groups      *armresources.ResourceGroupsClient
	resources   *armresources.Client
	providers   *armresources.ProvidersClient
	networks    *armnetwork.VirtualNetworksClient
	subnets     *armnetwork.SubnetsClient
	interfaces  *armnetwork.InterfacesClient
	machines    *armcompute.VirtualMachinesClient
	scaleSets   *armcompute.VirtualMachineScaleSetsClient
	instances   *armcompute.VirtualMachineScaleSetVMsClient
	identities  *armmsi.UserAssignedIdentitiesClient
	federated   *armmsi.FederatedIdentityCredentialsClient
	system      *armmsi.SystemAssignedIdentitiesClient
	assignments *armauthorization.RoleAssignmentsClient
	definitions *armauthorization.RoleDefinitionsClient
}

// must is for calls that fail only where the test itself is wrong.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func clientOptions() policy.ClientOptions {
	return policy.ClientOptions{Cloud: loopback.Cloud(azimuth.ResourceManager, azimuth.Login, loopback.Audience), Transport: loopback.Client()}
}

// administrator signs in with the administrator's secret.
func administrator(t *testing.T) azcore.TokenCredential {
	t.Helper()
	credential, err := azidentity.NewClientSecretCredential(azimuth.TenantID, azimuth.ClientID, azimuth.ClientSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: clientOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

// bearer is a credential that has its token already.
type bearer string

func (b bearer) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(b), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// newClients are the clients with a credential. Each client speaks the newest
// api-version that it knows, or the given one.
func newClients(credential azcore.TokenCredential, version string) clients {
	options := &arm.ClientOptions{ClientOptions: clientOptions()}
	pinned := &arm.ClientOptions{ClientOptions: clientOptions()}
	pinned.APIVersion = version
	subscription := azimuth.SubscriptionID
	return clients{
		raw:         must(arm.NewClient("sdk_test", "v1.0.0", credential, options)),
		groups:      must(armresources.NewResourceGroupsClient(subscription, credential, options)),
		resources:   must(armresources.NewClient(subscription, credential, options)),
		providers:   must(armresources.NewProvidersClient(subscription, credential, options)),
		networks:    must(armnetwork.NewVirtualNetworksClient(subscription, credential, options)),
		subnets:     must(armnetwork.NewSubnetsClient(subscription, credential, options)),
		interfaces:  must(armnetwork.NewInterfacesClient(subscription, credential, options)),
		machines:    must(armcompute.NewVirtualMachinesClient(subscription, credential, pinned)),
		scaleSets:   must(armcompute.NewVirtualMachineScaleSetsClient(subscription, credential, pinned)),
		instances:   must(armcompute.NewVirtualMachineScaleSetVMsClient(subscription, credential, pinned)),
		identities:  must(armmsi.NewUserAssignedIdentitiesClient(subscription, credential, options)),
		federated:   must(armmsi.NewFederatedIdentityCredentialsClient(subscription, credential, options)),
		system:      must(armmsi.NewSystemAssignedIdentitiesClient(credential, options)),
		assignments: must(armauthorization.NewRoleAssignmentsClient(subscription, credential, options)),
		definitions: must(armauthorization.NewRoleDefinitionsClient(credential, options)),
	}
}

// finish is the result of a long-running operation, which must be done with its
// first answer.
func finish[T any](poller *runtime.Poller[T], err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if !poller.Done() {
		return none, errors.New("the operation is not done with its first answer")
	}
	return poller.PollUntilDone(context.Background(), nil)
}

// all reads every page of a list.
func all[Page, T any](t *testing.T, pager *runtime.Pager[Page], items func(Page) []*T) []*T {
	t.Helper()
	var list []*T
	for pager.More() {
		page, err := pager.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, items(page)...)
	}
	return list
}

// connect asks for the handle by which a process is the machine to the metadata
// service. The SDK has no such call; its pipeline carries it.
func (c clients) connect(t *testing.T, machineID string) string {
	t.Helper()
	request, err := runtime.NewRequest(t.Context(), http.MethodPost, runtime.JoinPaths(c.raw.Endpoint(), machineID, "connect")+"?api-version=2024-07-01")
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.raw.Pipeline().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		t.Fatal(runtime.NewResponseError(response))
	}
	var answer struct{ Handle string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Handle == "" {
		t.Fatalf("connect %s: no handle: %v", machineID, err)
	}
	return answer.Handle
}

// wantError checks that an error is Azure's with a status and code.
func wantError(t *testing.T, err error, status int, code string) {
	t.Helper()
	answer, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok {
		t.Errorf("got %v, want %d %s", err, status, code)
		return
	}
	if answer.StatusCode != status || answer.ErrorCode != code {
		t.Errorf("got %d %s, want %d %s\n%v", answer.StatusCode, answer.ErrorCode, status, code, err)
	}
}
