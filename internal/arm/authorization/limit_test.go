package authorization_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/authorization"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
)

// crowded is access control that has as many roles and assignments as it says.
type crowded struct {
	*rbac.Authorizer
	roles, assignments int
}

func (c crowded) CustomRoles() int            { return c.roles }
func (c crowded) Assignments(resource.ID) int { return c.assignments }

func TestLimits(t *testing.T) {
	t.Parallel()
	const (
		subscription = "/subscriptions/5b000000-0000-0000-0000-000000000001"
		admin        = "ad000000-0000-0000-0000-000000000001"
		roleID       = "/providers/Microsoft.Authorization/roleDefinitions/" + rbac.ReaderID
		assignment   = `{"properties":{"principalId":"90cc53e8-4a6e-45b6-8339-516448218ee0","principalType":"User","roleDefinitionId":"` + roleID + `"}}`
		role         = `{"properties":{"roleName":"r","assignableScopes":["` + subscription + `"],"permissions":[{"actions":["*/read"]}]}}`
		name         = "aaaaaaaa-0000-4000-8000-000000000001"
	)
	for _, test := range []struct {
		name, kind, scope, body string
		roles, assignments      int
		code                    string
	}{
		{"the last assignment", "roleAssignments", subscription, assignment, 0, 3999, ""},
		{"an assignment too many", "roleAssignments", subscription, assignment, 0, 4000, "RoleAssignmentLimitExceeded"},
		{"assignments at the root are not counted", "roleAssignments", "", assignment, 0, 4000, ""},
		{"the last role", "roleDefinitions", subscription, role, 4999, 0, ""},
		{"a role too many", "roleDefinitions", subscription, role, 5000, 0, "RoleDefinitionLimitExceeded"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			store := memory.Open()
			access, err := rbac.Open(t.Context(), store)
			if err != nil {
				t.Fatal(err)
			}
			principals, err := directory.Open(t.Context(), store)
			if err != nil {
				t.Fatal(err)
			}
			owner := rbac.RoleAssignment{ID: "00000000-0000-0000-0000-000000000001", Scope: "/", PrincipalID: admin, RoleDefinitionID: rbac.OwnerID}
			if _, err := store.Update(t.Context(), resource.Batch{Puts: []resource.Document{
				resources.NewSubscription(subscription[len("/subscriptions/"):], "s"), owner.Document(),
			}}); err != nil {
				t.Fatal(err)
			}
			e := &arm.Engine{
				Store: store, Sources: resource.System(), Access: access,
				Authenticate: func(context.Context, string) (arm.Caller, error) { return arm.Caller{ObjectID: admin}, nil },
			}
			e.Register(authorization.Provider(crowded{access, test.roles, test.assignments}, principals))
			request := &arm.Request{
				Method: http.MethodPut, Path: test.scope + "/providers/Microsoft.Authorization/" + test.kind + "/" + name,
				Query: url.Values{"api-version": {"2022-04-01"}}, Header: http.Header{}, Body: []byte(test.body),
			}
			code := ""
			if _, err := e.Do(t.Context(), request); err != nil {
				refused, ok := errors.AsType[*resource.Error](err)
				if !ok {
					t.Fatal(err)
				}
				code = refused.Code
			}
			if code != test.code {
				t.Errorf("got %q, want %q", code, test.code)
			}
		})
	}
}
