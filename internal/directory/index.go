package directory

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// The indexes under which the store finds the tenant's objects. Values are in
// lower case.
const (
	// IndexAppID finds a service principal by its client id. It is unique.
	IndexAppID = "appId"
	// IndexMemberOf finds the members of a group by the group's object id.
	IndexMemberOf = "directory.memberOf"

	indexID       = "directory.id" // applications, whose key is their client id
	indexUserName = "directory.userPrincipalName"
)

// IndexOf is the index over a property of the tenant's objects, by the
// property's name in Microsoft Graph: displayName (of all), mailNickname (users
// and groups), userPrincipalName (users), servicePrincipalNames and appId
// (service principals), identifierUris (applications).
func IndexOf(property string) string {
	if property == IndexAppID {
		return IndexAppID
	}
	return "directory." + property
}

// indexed makes entries of an index that is not unique, one for each value.
func indexed(property string, values ...string) []resource.Index {
	var entries []resource.Index
	for _, value := range values {
		entry := resource.Index{Name: IndexOf(property), Value: strings.ToLower(value)}
		if value != "" && !slices.Contains(entries, entry) {
			entries = append(entries, entry)
		}
	}
	return entries
}

// unique makes entries of which no other object may have one.
func unique(property string, values ...string) []resource.Index {
	entries := indexed(property, values...)
	for i := range entries {
		entries[i].Unique = true
	}
	return entries
}
