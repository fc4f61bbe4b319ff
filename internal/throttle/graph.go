package throttle

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What Microsoft Graph's limits are told as, in the answer to what was too much.
const (
	ResourceUnits = "ResourceUnitLimitExceeded"
	Writes        = "WriteLimitExceeded"
)

// The limits of Graph's identity and access service. (Microsoft's "Microsoft Graph
// service-specific throttling limits": so many resource units in 10 seconds for an
// application in a tenant, by the number of the tenant's users; 3,000 writes in 150
// seconds; and 18,000 in 5 minutes for the whole tenant. It says that they are
// buckets of tokens, and not how often some come back: here each second.) What an
// application may ask of all tenants together is more than it may ask of one.
var (
	smallTenant  = Limit{Capacity: 3500, Refill: 350, Every: time.Second}
	mediumTenant = Limit{Capacity: 5000, Refill: 500, Every: time.Second} // from 50 users on
	largeTenant  = Limit{Capacity: 8000, Refill: 800, Every: time.Second} // above 500
	writesOfApp  = Limit{Capacity: 3000, Refill: 20, Every: time.Second}
	writesOfAll  = Limit{Capacity: 18000, Refill: 60, Every: time.Second}
)

// Graph are the buckets of a request to Microsoft Graph: that of resource units
// first, then those of writes. segments are the request's path behind the version,
// app is the client id of the application that asks, users how many the tenant has.
// Names are of the form that Graph's header x-ms-throttle-scope has.
func Graph(method string, segments []string, query url.Values, app, tenant string, users int) []Bucket {
	limit := smallTenant
	switch {
	case users > 500:
		limit = largeTenant
	case users >= 50:
		limit = mediumTenant
	}
	of := "graph|" + tenant + "|"
	spent := Bucket{
		Name: "Tenant_Application/ReadWrite/" + app + "/" + tenant, Key: of + "units|" + app,
		Limit: limit, Cost: unitsOf(method, segments, query),
	}
	if ClassOf(method) == Read || len(segments) > 0 && slices.Contains(asking, strings.ToLower(last(segments))) {
		return []Bucket{spent}
	}
	return []Bucket{
		spent,
		{Name: "Tenant_Application/Write/" + app + "/" + tenant, Key: of + "writes|" + app, Limit: writesOfApp},
		{Name: "Tenant/Write/" + app + "/" + tenant, Key: of + "writes", Limit: writesOfAll},
	}
}

// asking are the actions that are no writes.
var asking = []string{"getbyids", "checkmembergroups", "checkmemberobjects", "getmembergroups", "getmemberobjects", "ismemberof"}

// units are what requests cost beyond 1, by method and path in lower case, where "*"
// stands for a key. What costs something of "me" costs the same of a user.
var units = map[string]int{
	"GET applications":                           2,
	"POST directoryobjects/getbyids":             3,
	"GET groups/*/members":                       3,
	"GET groups/*/transitivemembers":             5,
	"GET oauth2permissiongrants":                 2,
	"GET oauth2permissiongrants/*":               2,
	"GET serviceprincipals/*/approleassignments": 2,
	"GET users":                       2,
	"POST users/*/checkmembergroups":  4,
	"POST users/*/checkmemberobjects": 4,
	"POST users/*/getmembergroups":    2,
	"POST users/*/getmemberobjects":   2,
	"GET users/*/memberof":            2,
	"GET users/*/ownedobjects":        2,
	"GET users/*/transitivememberof":  2,
}

// unitsOf is what a request costs: never less than 1.
func unitsOf(method string, segments []string, query url.Values) int {
	path := slices.Clone(segments)
	if len(path) > 0 && strings.EqualFold(path[0], "me") {
		path = append([]string{"users", "*"}, path[1:]...)
	}
	for i := 1; i < len(path); i += 2 {
		if i > 1 || !strings.EqualFold(path[0], "directoryObjects") || len(path) > 2 {
			path[i] = "*"
		}
	}
	cost := max(1, units[method+" "+strings.ToLower(strings.Join(path, "/"))])
	if query.Has("$select") {
		cost--
	}
	if query.Has("$expand") {
		cost++
	}
	if top, err := strconv.Atoi(query.Get("$top")); err == nil && top < 20 {
		cost--
	}
	return max(1, cost)
}
