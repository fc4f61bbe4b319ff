package azure_test

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"

	"github.com/azimuthid/azimuth/azimuthtest"
	"github.com/azimuthid/azimuth/azimuthtest/azure"
)

// The document's example is a test of its own, since the SDK is run in it.
func TestExample(t *testing.T) {
	t.Parallel()

	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)

	credential, err := azure.ManagedIdentity(vm, nil)
	if err != nil {
		t.Fatal(err)
	}
	groups, err := armresources.NewResourceGroupsClient(s.SubscriptionID, credential, azure.ManagerOptions(vm))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := groups.Get(t.Context(), "rg", nil); err != nil {
		t.Fatal(err)
	}
}
