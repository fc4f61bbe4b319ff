package authorization

import (
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/rbac"
)

// The published api-versions.
var (
	definitionVersions = []arm.Version{"2015-05-01-preview", "2015-06-01", "2015-07-01", "2016-07-01", "2017-05-01", "2017-09-01", "2018-01-01-preview", "2018-07-01", "2022-04-01", "2022-05-01-preview"}
	assignmentVersions = []arm.Version{"2015-05-01-preview", "2015-06-01", "2015-07-01", "2016-07-01", "2017-05-01", "2017-10-01-preview", "2018-01-01-preview", "2018-07-01", "2018-09-01-preview", "2019-04-01-preview", "2020-03-01-preview", "2020-04-01-preview", "2020-08-01-preview", "2020-10-01-preview", "2021-04-01-preview", "2022-01-01-preview", "2022-04-01"}
)

// Roles are the definitions in force, built-in and custom.
type Roles interface {
	Definition(id string) (rbac.RoleDefinition, bool)
	Definitions() []rbac.RoleDefinition
}

// Principals are who roles are given to.
type Principals interface {
	// TypeOf says what the principal with an object id is; false where there is none.
	TypeOf(id string) (directory.PrincipalType, bool)
	// Groups are the groups that a principal is in, directly or through others.
	Groups(id string) []string
}

// Provider is the declaration of Microsoft.Authorization.
func Provider(roles Roles, principals Principals) *arm.Provider {
	a := authorization{roles: roles, principals: principals}
	return &arm.Provider{
		Namespace: "Microsoft.Authorization",
		Display:   "Microsoft Authorization",
		Types:     []*arm.ResourceType{a.roleDefinition(), a.roleAssignment()},
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
