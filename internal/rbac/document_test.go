package rbac_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

func TestAssignmentDocument(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, scope, key, scopeKey string
	}{
		{
			"the root", "/",
			"/providers/microsoft.authorization/roleassignments/a0000000-0000-0000-0000-00000000000a", "/",
		},
		{
			"a group", "/subscriptions/S/resourceGroups/RG",
			"/subscriptions/s/resourcegroups/rg/providers/microsoft.authorization/roleassignments/a0000000-0000-0000-0000-00000000000a",
			"/subscriptions/s/resourcegroups/rg",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := rbac.RoleAssignment{
				ID:               "A0000000-0000-0000-0000-00000000000A",
				Scope:            test.scope,
				PrincipalID:      "B0000000-0000-0000-0000-00000000000B",
				PrincipalType:    "ServicePrincipal",
				RoleDefinitionID: "C0000000-0000-0000-0000-00000000000C",
				Description:      "why",
				Condition:        "@Resource[x] StringEquals 'y'",
				ConditionVersion: "2.0",
				CreatedOn:        time.Date(2024, 8, 26, 9, 10, 21, 462543800, time.UTC),
				UpdatedBy:        "d0000000-0000-0000-0000-00000000000d",
			}
			d := a.Document()
			if d.Key != test.key || d.Kind != "microsoft.authorization/roleassignments" {
				t.Errorf("got key %s and kind %s, want key %s", d.Key, d.Kind, test.key)
			}
			if id := resource.MustParseID(a.ResourceID()); id.Key() != d.Key {
				t.Errorf("the key is %s, but that of the resource's id %s", d.Key, id.Key())
			}
			if diff := cmp.Diff([]resource.Index{
				{Name: "principal", Value: "b0000000-0000-0000-0000-00000000000b"},
				{Name: "role", Value: "c0000000-0000-0000-0000-00000000000c"},
				{Name: "assignment", Value: "a0000000-0000-0000-0000-00000000000a", Unique: true},
				{Name: "grant", Value: "b0000000-0000-0000-0000-00000000000b|c0000000-0000-0000-0000-00000000000c|" + test.scopeKey, Unique: true},
			}, d.Indexes); diff != "" {
				t.Errorf("indexes (-want +got):\n%s", diff)
			}
			back, err := rbac.ParseRoleAssignment(d)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a, back); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDefinitionDocument(t *testing.T) {
	t.Parallel()
	r := rbac.RoleDefinition{
		ID:               "C0000000-0000-0000-0000-00000000000C",
		Name:             "Starter",
		Type:             rbac.CustomRole,
		Permissions:      []rbac.Permission{{Actions: []string{"Microsoft.Compute/*/start/action"}}},
		AssignableScopes: []string{"/subscriptions/S"},
		CreatedOn:        time.Date(2024, 8, 26, 9, 10, 21, 0, time.UTC),
	}
	d := r.Document()
	if want := "/providers/microsoft.authorization/roledefinitions/c0000000-0000-0000-0000-00000000000c"; d.Key != want {
		t.Errorf("got key %s, want %s", d.Key, want)
	}
	back, err := rbac.ParseRoleDefinition(d)
	if err != nil {
		t.Fatal(err)
	}
	want := r
	want.ID = "c0000000-0000-0000-0000-00000000000c"
	want.Permissions = []rbac.Permission{{
		Actions: r.Permissions[0].Actions, NotActions: []string{}, DataActions: []string{}, NotDataActions: []string{},
	}}
	if diff := cmp.Diff(want, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestMisplacedDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	assignment := assign("p", rbac.OwnerID, "/subscriptions/s")
	moved := assignment
	moved.Key = assign("p", rbac.OwnerID, "/").Key
	broken := assignment
	broken.Body = []byte("{")
	definition := rbac.RoleDefinition{ID: "c0000000-0000-0000-0000-00000000000c"}.Document()
	renamed := definition
	renamed.Key = rbac.DefinitionKey(rbac.ReaderID)
	for name, d := range map[string]resource.Document{
		"an assignment at another scope's key":     moved,
		"an assignment that is not JSON":           broken,
		"a definition at another definition's key": renamed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := rbac.Open(t.Context(), newStore(d)); err == nil {
				t.Error("no error")
			}
		})
	}
}
