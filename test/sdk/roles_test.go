package sdk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/google/uuid"
)

// S1: role assignments.
func TestRoleAssignments(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	first, second := s.identity(t, "first"), s.identity(t, "second")
	principal := *first.Properties.PrincipalID
	atGroup := s.assign(t, s.id, reader, principal)
	atIdentity := s.assign(t, *first.ID, managedIdentityOperator, principal)
	s.assign(t, s.id, reader, *second.Properties.PrincipalID)

	got, err := s.assignments.GetByID(t.Context(), atGroup, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Properties; *p.PrincipalID != principal || *p.PrincipalType != armauthorization.PrincipalTypeServicePrincipal ||
		!strings.EqualFold(*p.Scope, s.id) || *p.RoleDefinitionID != roleID(reader) || p.CreatedOn.IsZero() {
		t.Errorf("got %+v", p)
	}

	// The SDK sends these filters with raw blanks.
	for _, c := range []struct {
		name, filter string
		want         []string
	}{
		{"of a principal", "principalId eq '" + principal + "'", []string{atGroup, atIdentity}},
		{"assigned to", "assignedTo('" + principal + "')", []string{atGroup, atIdentity}},
		{"at the scope and of a principal", "atScope() and assignedTo('" + principal + "')", []string{atGroup}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pager := s.assignments.NewListForScopePager(s.id, &armauthorization.RoleAssignmentsClientListForScopeOptions{Filter: to.Ptr(c.filter)})
			ids := namesOf(all(t, pager, func(p armauthorization.RoleAssignmentsClientListForScopeResponse) []*armauthorization.RoleAssignment {
				return p.Value
			}),
				func(a *armauthorization.RoleAssignment) *string { return a.ID })
			slices.Sort(c.want)
			if !slices.Equal(ids, c.want) {
				t.Errorf("got %v, want %v", ids, c.want)
			}
		})
	}
	t.Run("at the scope and above", func(t *testing.T) {
		pager := s.assignments.NewListForResourceGroupPager(s.name, &armauthorization.RoleAssignmentsClientListForResourceGroupOptions{Filter: to.Ptr("atScope()")})
		roles := make(map[string]int)
		for _, a := range all(t, pager, func(p armauthorization.RoleAssignmentsClientListForResourceGroupResponse) []*armauthorization.RoleAssignment {
			return p.Value
		}) {
			roles[*a.Properties.Scope]++
		}
		if roles[s.id] != 2 || roles["/"] == 0 || len(roles) != 2 {
			t.Errorf("assignments by scope: %v", roles)
		}
	})
	t.Run("of the subscription", func(t *testing.T) {
		pager := s.assignments.NewListForSubscriptionPager(&armauthorization.RoleAssignmentsClientListForSubscriptionOptions{Filter: to.Ptr("principalId eq '" + principal + "'")})
		if list := all(t, pager, func(p armauthorization.RoleAssignmentsClientListForSubscriptionResponse) []*armauthorization.RoleAssignment {
			return p.Value
		}); len(list) != 2 {
			t.Errorf("%d assignments, want 2", len(list))
		}
	})
	t.Run("errors", func(t *testing.T) {
		_, err := s.assignments.Create(t.Context(), s.id, uuid.NewString(), grant(reader, principal), nil)
		wantError(t, err, 409, "RoleAssignmentExists")
		_, err = s.assignments.Create(t.Context(), s.id, uuid.NewString(), grant(reader, uuid.NewString()), nil)
		wantError(t, err, 400, "PrincipalNotFound")
		_, err = s.assignments.Create(t.Context(), s.id, uuid.NewString(), grant(uuid.NewString(), principal), nil)
		wantError(t, err, 404, "RoleDefinitionDoesNotExist")
		_, err = s.assignments.Get(t.Context(), s.id, uuid.NewString(), nil)
		wantError(t, err, 404, "RoleAssignmentNotFound")
	})
	t.Run("delete", func(t *testing.T) {
		deleted, err := s.assignments.DeleteByID(t.Context(), atIdentity, nil)
		if err != nil || *deleted.ID != atIdentity {
			t.Errorf("DeleteByID: %+v, %v", deleted, err)
		}
		if _, err := s.assignments.DeleteByID(t.Context(), atIdentity, nil); err != nil {
			t.Errorf("DeleteByID again: %v", err)
		}
		_, err = s.assignments.GetByID(t.Context(), atIdentity, nil)
		wantError(t, err, 404, "RoleAssignmentNotFound")
	})
}

// S1: role definitions, built-in and custom.
func TestRoleDefinitions(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	list := func(filter string) []*armauthorization.RoleDefinition {
		pager := s.definitions.NewListPager(s.id, &armauthorization.RoleDefinitionsClientListOptions{Filter: to.Ptr(filter)})
		return all(t, pager, func(p armauthorization.RoleDefinitionsClientListResponse) []*armauthorization.RoleDefinition {
			return p.Value
		})
	}
	if found := list("roleName eq 'Reader'"); len(found) != 1 || *found[0].Name != reader || *found[0].Properties.RoleType != "BuiltInRole" {
		t.Errorf("Reader: %v", found)
	}
	if found := list("type eq 'BuiltInRole'"); len(found) < 20 {
		t.Errorf("%d built-in roles", len(found))
	}

	id, name := uuid.NewString(), "Identity watcher "+s.name
	role := armauthorization.RoleDefinition{Properties: &armauthorization.RoleDefinitionProperties{
		RoleName: to.Ptr(name), Description: to.Ptr("Sees identities"), RoleType: to.Ptr("CustomRole"),
		AssignableScopes: []*string{to.Ptr(s.id)},
		Permissions:      []*armauthorization.Permission{{Actions: []*string{to.Ptr("Microsoft.ManagedIdentity/userAssignedIdentities/read")}}},
	}}
	made, err := s.definitions.CreateOrUpdate(t.Context(), s.id, id, role, nil)
	if err != nil {
		t.Fatal(err)
	}
	if *made.Properties.RoleName != name || *made.Properties.RoleType != "CustomRole" || len(made.Properties.Permissions) != 1 {
		t.Errorf("made %+v", made.Properties)
	}
	if found := list("roleName eq '" + name + "'"); len(found) != 1 || *found[0].Name != id {
		t.Errorf("found %v", found)
	}
	got, err := s.definitions.Get(t.Context(), s.id, id, nil)
	if err != nil || *got.Properties.Description != "Sees identities" {
		t.Errorf("Get: %+v, %v", got, err)
	}
	if got, err := s.definitions.GetByID(t.Context(), *made.ID, nil); err != nil || *got.Name != id {
		t.Errorf("GetByID: %+v, %v", got, err)
	}

	principal := *s.identity(t, "holder").Properties.PrincipalID
	assignment := s.assign(t, s.id, id, principal)
	_, err = s.definitions.Delete(t.Context(), s.id, id, nil)
	wantError(t, err, 400, "RoleDefinitionHasAssignments")
	if _, err := s.assignments.DeleteByID(t.Context(), assignment, nil); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time answers 204
		if _, err := s.definitions.Delete(t.Context(), s.id, id, nil); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	_, err = s.definitions.Get(t.Context(), s.id, id, nil)
	wantError(t, err, 404, "RoleDefinitionDoesNotExist")
}
