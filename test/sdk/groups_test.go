package sdk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"
)

// S1: resource groups.
func TestResourceGroups(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")

	found, err := s.groups.CheckExistence(t.Context(), s.name, nil)
	if err != nil || !found.Success {
		t.Errorf("CheckExistence of a group: %t, %v", found.Success, err)
	}
	found, err = s.groups.CheckExistence(t.Context(), s.name+"-none", nil)
	if err != nil || found.Success {
		t.Errorf("CheckExistence of no group: %t, %v", found.Success, err)
	}
	_, err = s.groups.Get(t.Context(), s.name+"-none", nil)
	wantError(t, err, 404, "ResourceGroupNotFound")
	_, err = s.groups.CreateOrUpdate(t.Context(), s.name, armresources.ResourceGroup{Location: to.Ptr("eastus")}, nil)
	wantError(t, err, 409, "InvalidResourceGroupLocation")

	updated, err := s.groups.Update(t.Context(), s.name, armresources.ResourceGroupPatchable{Tags: map[string]*string{"a": to.Ptr("b")}}, nil)
	if err != nil || *updated.Tags["a"] != "b" || *updated.Location != location {
		t.Errorf("Update: %+v, %v", updated, err)
	}
	got, err := s.groups.Get(t.Context(), strings.ToUpper(s.name), nil)
	if err != nil || *got.Name != s.name || *got.Properties.ProvisioningState != "Succeeded" {
		t.Errorf("Get in another case: %+v, %v", got, err)
	}

	s.identity(t, "inside")
	if _, err := finish(s.groups.BeginDelete(t.Context(), s.name, nil)); err != nil {
		t.Errorf("BeginDelete: %v", err)
	}
	_, err = s.identities.Get(t.Context(), s.name, "inside", nil)
	wantError(t, err, 404, "ResourceGroupNotFound")
}

// S1: a pager follows nextLink, and with $top there are several.
func TestPagesOfGroups(t *testing.T) {
	t.Parallel()
	c := newClients(administrator(t), "")
	const marked = "TestPagesOfGroups"
	var want []string
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		name = marked + name
		group := armresources.ResourceGroup{Location: to.Ptr(location), Tags: map[string]*string{marked: to.Ptr("yes no")}}
		if _, err := c.groups.CreateOrUpdate(t.Context(), name, group, nil); err != nil {
			t.Fatal(err)
		}
		want = append(want, name)
	}
	pager := c.groups.NewListPager(&armresources.ResourceGroupsClientListOptions{
		Top: to.Ptr[int32](2), Filter: to.Ptr("tagName eq '" + marked + "' and tagValue eq 'yes no'"),
	})
	pages := 0
	names := namesOf(all(t, pager, func(p armresources.ResourceGroupsClientListResponse) []*armresources.ResourceGroup {
		pages++
		return p.Value
	}), func(g *armresources.ResourceGroup) *string { return g.Name })
	if !slices.Equal(names, want) || pages != 3 {
		t.Errorf("%d pages of %v, want 3 of %v", pages, names, want)
	}
}

// namesOf are the names of list's elements, sorted.
func namesOf[T any](list []*T, name func(*T) *string) []string {
	var names []string
	for _, element := range list {
		names = append(names, *name(element))
	}
	slices.Sort(names)
	return names
}

// S1: lists over all types.
func TestGenericResources(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	const kind = "Microsoft.ManagedIdentity/userAssignedIdentities"
	for _, name := range []string{"one", "two", "three"} {
		s.identity(t, name)
	}
	s.subnet(t)
	if _, err := s.identities.Update(t.Context(), s.name, "two", identityTags("stage", "test"), nil); err != nil {
		t.Fatal(err)
	}

	for _, c := range []struct {
		name, filter string
		top          int32
		want         []string
		pages        int
	}{
		{"everything", "", 0, []string{"network", "one", "three", "two"}, 1},
		{"in pages", "", 1, []string{"network", "one", "three", "two"}, 4},
		{"of a type", "resourceType eq '" + kind + "'", 0, []string{"one", "three", "two"}, 1},
		{"of a type in pages", "resourceType eq '" + kind + "'", 2, []string{"one", "three", "two"}, 2},
		{"not of a type", "resourceType ne '" + kind + "'", 0, []string{"network"}, 1},
		{"by name", "name eq 'one'", 0, []string{"one"}, 1},
		{"by part of the name", "substringof('wo', name)", 0, []string{"network", "two"}, 1},
		{"by location", "location eq '" + location + "' and resourceType eq '" + kind + "'", 0, []string{"one", "three", "two"}, 1},
		{"by tag", "tagName eq 'stage' and tagValue eq 'test'", 0, []string{"two"}, 1},
		{"none", "name eq 'four'", 0, nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			options := &armresources.ClientListByResourceGroupOptions{}
			if c.filter != "" {
				options.Filter = &c.filter
			}
			if c.top > 0 {
				options.Top = &c.top
			}
			pages := 0
			names := namesOf(all(t, s.resources.NewListByResourceGroupPager(s.name, options), func(p armresources.ClientListByResourceGroupResponse) []*armresources.GenericResourceExpanded {
				pages++
				return p.Value
			}), func(r *armresources.GenericResourceExpanded) *string { return r.Name })
			if !slices.Equal(names, c.want) || pages != c.pages {
				t.Errorf("%d pages of %v, want %d of %v", pages, names, c.pages, c.want)
			}
		})
	}

	t.Run("of the subscription", func(t *testing.T) {
		filter := "resourceGroup eq '" + s.name + "' and resourceType eq '" + kind + "'"
		list := all(t, s.resources.NewListPager(&armresources.ClientListOptions{Filter: &filter, Top: to.Ptr[int32](2)}), func(p armresources.ClientListResponse) []*armresources.GenericResourceExpanded { return p.Value })
		if names := namesOf(list, func(r *armresources.GenericResourceExpanded) *string { return r.Name }); !slices.Equal(names, []string{"one", "three", "two"}) {
			t.Errorf("got %v", names)
		}
	})
	t.Run("existence", func(t *testing.T) {
		for name, want := range map[string]bool{"one": true, "four": false} {
			found, err := s.resources.CheckExistenceByID(t.Context(), s.path(kind, name), "2023-01-31", nil)
			if err != nil || found.Success != want {
				t.Errorf("CheckExistenceByID of %s: %t, %v", name, found.Success, err)
			}
		}
		for name, want := range map[string]bool{"subnet": true, "none": false} {
			found, err := s.resources.CheckExistence(t.Context(), s.name, "Microsoft.Network", "virtualNetworks/network", "subnets", name, "2024-05-01", nil)
			if err != nil || found.Success != want {
				t.Errorf("CheckExistence of the subnet %s: %t, %v", name, found.Success, err)
			}
		}
	})
	t.Run("by id", func(t *testing.T) {
		got, err := s.resources.GetByID(t.Context(), s.path(kind, "one"), "2023-01-31", nil)
		if err != nil || *got.Name != "one" || *got.Type != kind {
			t.Errorf("GetByID: %+v, %v", got, err)
		}
		if _, err := finish(s.resources.BeginDeleteByID(t.Context(), s.path(kind, "three"), "2023-01-31", nil)); err != nil {
			t.Errorf("BeginDeleteByID: %v", err)
		}
		_, err = s.resources.GetByID(t.Context(), s.path(kind, "three"), "2023-01-31", nil)
		wantError(t, err, 404, "ResourceNotFound")
		_, err = s.resources.GetByID(t.Context(), s.path("Microsoft.Nothing/things", "x"), "2023-01-31", nil)
		wantError(t, err, 404, "InvalidResourceNamespace")
	})
}

// S1: resource providers.
func TestProviders(t *testing.T) {
	t.Parallel()
	c := newClients(administrator(t), "")
	for _, namespace := range []string{"Microsoft.Compute", "Microsoft.ManagedIdentity", "Microsoft.Network", "Microsoft.Authorization"} {
		p, err := c.providers.Get(t.Context(), namespace, nil)
		if err != nil || *p.Namespace != namespace || *p.RegistrationState != "Registered" || len(p.ResourceTypes) == 0 {
			t.Errorf("%s: %+v, %v", namespace, p, err)
		}
	}
	p, err := c.providers.Register(t.Context(), "Microsoft.Compute", nil)
	if err != nil || *p.RegistrationState != "Registered" {
		t.Errorf("Register: %+v, %v", p, err)
	}
	if list := all(t, c.providers.NewListPager(nil), func(p armresources.ProvidersClientListResponse) []*armresources.Provider { return p.Value }); len(list) < 5 {
		t.Errorf("%d providers", len(list))
	}
	_, err = c.providers.Get(t.Context(), "Microsoft.Nothing", nil)
	wantError(t, err, 404, "InvalidResourceNamespace")
}
