package authorization_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// TestCustomRole writes a role with a condition, which must not be lost: without
// it the role would grant more than it says.
func TestCustomRole(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	role := w.Subscription() + "/providers/Microsoft.Authorization/roleDefinitions/88888888-0000-4000-8000-000000000001?api-version=2022-05-01-preview"
	written := w.Must(http.MethodPut, role, map[string]any{"properties": map[string]any{
		"roleName":         "Sometimes",
		"assignableScopes": []string{w.Subscription()},
		"permissions":      []any{map[string]any{"actions": []string{"*/read"}, "condition": "@Resource[x:name] StringEquals 'y'", "conditionVersion": "2.0"}},
	}})
	want := []any{map[string]any{
		"actions": []any{"*/read"}, "notActions": []any{}, "dataActions": []any{}, "notDataActions": []any{},
		"condition": "@Resource[x:name] StringEquals 'y'", "conditionVersion": "2.0",
	}}
	read := w.Must(http.MethodGet, role, nil)
	for name, reply := range map[string]servertest.Reply{"written": written, "read": read} {
		if diff := cmp.Diff(want, reply.At("properties.permissions")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	// Azure leaves the creator out of its answers to writes.
	if by := written.At("properties.createdBy"); by != nil {
		t.Errorf("written: createdBy is %v", by)
	}
	if read.Text("properties.createdBy") == "" || read.Text("properties.createdBy") != read.Text("properties.updatedBy") {
		t.Errorf("read: createdBy is %v", read.At("properties.createdBy"))
	}
}

// TestAssignmentCreator reads who made an assignment, which the answers to
// writes leave out, before and after an update.
func TestAssignmentCreator(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	assignment := w.Subscription() + "/providers/Microsoft.Authorization/roleAssignments/88888888-0000-4000-8000-000000000002?api-version=2022-04-01"
	for _, description := range []string{"first", "second"} {
		written := w.Must(http.MethodPut, assignment, map[string]any{"properties": map[string]any{
			"roleDefinitionId": w.Subscription() + "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
			"principalId":      "99999999-0000-4000-8000-000000000001",
			"principalType":    "User",
			"description":      description,
		}})
		if by := written.At("properties.createdBy"); by != nil {
			t.Errorf("%s: written: createdBy is %v", description, by)
		}
		read := w.Must(http.MethodGet, assignment, nil)
		if read.Text("properties.createdBy") == "" || read.Text("properties.description") != description {
			t.Errorf("%s: read: %s", description, read.Body)
		}
	}
}
