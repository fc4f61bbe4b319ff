package sdk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/google/uuid"
)

func identityTags(name, value string) armmsi.IdentityUpdate {
	return armmsi.IdentityUpdate{Tags: map[string]*string{name: to.Ptr(value)}}
}

// R17: a user-assigned identity's life.
func TestUserAssignedIdentities(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	made := s.identity(t, "my-identity_1")
	if want := s.path("Microsoft.ManagedIdentity/userAssignedIdentities", "my-identity_1"); !strings.EqualFold(*made.ID, want) {
		t.Errorf("id %s, want %s", *made.ID, want)
	}
	if !strings.Contains(*made.ID, "/resourcegroups/") {
		t.Errorf("the id %s must write resourcegroups in lower case", *made.ID)
	}
	if *made.Name != "my-identity_1" || *made.Type != "Microsoft.ManagedIdentity/userAssignedIdentities" || *made.Location != location {
		t.Errorf("made %s, a %s in %s", *made.Name, *made.Type, *made.Location)
	}
	for member, text := range map[string]*string{"principalId": made.Properties.PrincipalID, "clientId": made.Properties.ClientID, "tenantId": made.Properties.TenantID} {
		if _, err := uuid.Parse(*text); err != nil {
			t.Errorf("%s: %v", member, err)
		}
	}
	if *made.Properties.TenantID != azimuth.TenantID {
		t.Errorf("tenant %s", *made.Properties.TenantID)
	}

	updated, err := s.identities.Update(t.Context(), s.name, "my-identity_1", identityTags("a", "b"), nil)
	if err != nil || *updated.Tags["a"] != "b" {
		t.Errorf("Update: %+v, %v", updated, err)
	}
	replaced := s.identity(t, "my-identity_1")
	if *replaced.Properties.PrincipalID != *made.Properties.PrincipalID || len(replaced.Tags) != 0 {
		t.Errorf("a second PUT must keep the principal and replace the tags: %+v", replaced)
	}
	if list := listIdentities(t, s); !slices.Equal(list, []string{"my-identity_1"}) {
		t.Errorf("list of the group: %v", list)
	}

	for range 2 { // the second time answers 204
		if _, err := s.identities.Delete(t.Context(), s.name, "my-identity_1", nil); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	_, err = s.identities.Get(t.Context(), s.name, "my-identity_1", nil)
	wantError(t, err, 404, "ResourceNotFound")
	_, err = s.identities.CreateOrUpdate(t.Context(), s.name, "my identity", armmsi.Identity{Location: to.Ptr(location)}, nil)
	wantError(t, err, 400, "InvalidResourceName")
	_, err = s.identities.CreateOrUpdate(t.Context(), s.name+"-none", "my-identity", armmsi.Identity{Location: to.Ptr(location)}, nil)
	wantError(t, err, 404, "ResourceGroupNotFound")
}

func listIdentities(t *testing.T, s site) []string {
	t.Helper()
	return namesOf(all(t, s.identities.NewListByResourceGroupPager(s.name, nil), func(p armmsi.UserAssignedIdentitiesClientListByResourceGroupResponse) []*armmsi.Identity {
		return p.Value
	}), func(i *armmsi.Identity) *string { return i.Name })
}

// S1: the list of a whole subscription has the identities of every group.
func TestIdentitiesOfSubscription(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	made := s.identity(t, "in-subscription")
	list := all(t, s.identities.NewListBySubscriptionPager(nil), func(p armmsi.UserAssignedIdentitiesClientListBySubscriptionResponse) []*armmsi.Identity {
		return p.Value
	})
	if !slices.ContainsFunc(list, func(i *armmsi.Identity) bool { return *i.ID == *made.ID }) {
		t.Errorf("%s is not in the list of %d identities", *made.ID, len(list))
	}
}

// S1: the system-assigned identity of a machine as a resource.
func TestSystemAssignedIdentity(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	vm := s.machine(t, "vm", holding(armcompute.ResourceIdentityTypeSystemAssigned))
	got, err := s.system.GetByScope(t.Context(), *vm.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if *got.Properties.PrincipalID != *vm.Identity.PrincipalID || *got.Properties.TenantID != azimuth.TenantID || *got.Properties.ClientID == "" {
		t.Errorf("got %+v", got.Properties)
	}
}

// S1: federated credentials, which are listed in pages.
func TestFederatedCredentials(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.identity(t, "id1")
	want := []string{"first", "second", "third"}
	for _, name := range want {
		_, err := s.federated.CreateOrUpdate(t.Context(), s.name, "id1", name, armmsi.FederatedIdentityCredential{Properties: &armmsi.FederatedIdentityCredentialProperties{
			Issuer: to.Ptr("https://issuer.example"), Subject: to.Ptr("subject-" + name), Audiences: []*string{to.Ptr("api://AzureADTokenExchange")},
		}}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	pages := 0
	list := all(t, s.federated.NewListPager(s.name, "id1", &armmsi.FederatedIdentityCredentialsClientListOptions{Top: to.Ptr[int32](2)}), func(p armmsi.FederatedIdentityCredentialsClientListResponse) []*armmsi.FederatedIdentityCredential {
		pages++
		return p.Value
	})
	if names := namesOf(list, func(f *armmsi.FederatedIdentityCredential) *string { return f.Name }); !slices.Equal(names, want) || pages != 2 {
		t.Errorf("%d pages of %v, want 2 of %v", pages, names, want)
	}
	got, err := s.federated.Get(t.Context(), s.name, "id1", "second", nil)
	if err != nil || *got.Properties.Subject != "subject-second" {
		t.Errorf("Get: %+v, %v", got, err)
	}
	if _, err := s.federated.Delete(t.Context(), s.name, "id1", "second", nil); err != nil {
		t.Errorf("Delete: %v", err)
	}
}
