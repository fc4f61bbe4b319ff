package authorization

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Access is what role-based access control tells of who may do what.
type Access interface {
	Roles
	// Permissions are what a principal and its groups may do at a scope.
	Permissions(principalID string, groups []string, scope resource.ID) []rbac.Permission
	// Decide is whether a principal may do an action at a scope, and why.
	Decide(principalID string, groups []string, action string, scope resource.ID) rbac.Decision
	// GrantedAt are the scopes at which a principal is granted an action.
	GrantedAt(principalID string, groups []string, action string) []string
}

var (
	permissionVersions = []arm.Version{"2015-07-01", "2018-01-01-preview", "2018-07-01", "2022-04-01", "2022-05-01-preview"}
	operationVersions  = []arm.Version{"2015-07-01", "2018-01-01-preview", "2022-04-01"}
	explainVersions    = []arm.Version{"2022-04-01"}
)

// Routes are the addresses of Microsoft.Authorization that no type has.
func Routes(access Access, principals Principals) []arm.Route {
	e := explainer{authorization: authorization{roles: access, principals: principals}, access: access}
	const operations = "/providers/Microsoft.Authorization/providerOperations"
	return []arm.Route{
		{
			Method: http.MethodGet, Pattern: "/{scope}/providers/Microsoft.Authorization/permissions", Versions: permissionVersions,
			Action: "Microsoft.Authorization/permissions/read", Do: e.permissions,
		},
		{Method: http.MethodGet, Pattern: operations, Versions: operationVersions, Do: listProviderOperations},
		{Method: http.MethodGet, Pattern: operations + "/{namespace}", Versions: operationVersions, Do: getProviderOperations},
		{
			Method: http.MethodPost, Pattern: "/{scope}/providers/Microsoft.Authorization/explainAccess", Versions: explainVersions,
			AnyScope: true, Do: e.explain,
		},
	}
}

// permissions shows what the caller may do at a scope.
func (e explainer) permissions(_ context.Context, c *arm.Call) (*arm.Response, error) {
	caller := c.Caller.ObjectID
	granted := e.access.Permissions(caller, e.principals.Groups(caller), c.ID)
	value := make([]any, len(granted))
	for i, p := range granted {
		shown := map[string]any{"actions": p.Actions, "notActions": p.NotActions}
		if !c.Version.Before("2018-01-01") {
			shown["dataActions"], shown["notDataActions"] = p.DataActions, p.NotDataActions
		}
		value[i] = shown
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}
