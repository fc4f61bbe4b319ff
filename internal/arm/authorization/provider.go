package authorization

import (
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The published api-versions.
var (
	definitionVersions = []arm.Version{"2015-05-01-preview", "2015-06-01", "2015-07-01", "2016-07-01", "2017-05-01", "2017-09-01", "2018-01-01-preview", "2018-07-01", "2022-04-01", "2022-05-01-preview"}
	assignmentVersions = []arm.Version{"2015-05-01-preview", "2015-06-01", "2015-07-01", "2016-07-01", "2017-05-01", "2017-10-01-preview", "2018-01-01-preview", "2018-07-01", "2018-09-01-preview", "2019-04-01-preview", "2020-03-01-preview", "2020-04-01-preview", "2020-08-01-preview", "2020-10-01-preview", "2021-04-01-preview", "2022-01-01-preview", "2022-04-01"}
	lockVersions       = []arm.Version{"2015-01-01", "2015-05-01-preview", "2015-06-01", "2016-09-01", "2017-04-01", "2020-05-01"}
)

// Roles are the definitions in force, built-in and custom.
type Roles interface {
	Definition(id string) (rbac.RoleDefinition, bool)
	Definitions() []rbac.RoleDefinition
	// CustomRoles is how many custom roles there are.
	CustomRoles() int
	// Assignments is how many role assignments a subscription has.
	Assignments(subscription resource.ID) int
}

// Provider is the declaration of Microsoft.Authorization.
func Provider(roles Roles, principals Principals) *arm.Provider {
	a := authorization{roles: roles, principals: principals}
	return &arm.Provider{
		Namespace: "Microsoft.Authorization",
		Display:   "Microsoft Authorization",
		Types:     []*arm.ResourceType{a.roleDefinition(), a.roleAssignment(), lock()},
		Operations: []arm.Operation{
			{Name: "Microsoft.Authorization/permissions/read", Resource: "Permissions", Verb: "Read"},
		},
	}
}

type authorization struct {
	roles      Roles
	principals Principals
}

// timestamp is a time as the service writes it: seven digits, UTC.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }

// orNull is a text, or null for an empty one.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
