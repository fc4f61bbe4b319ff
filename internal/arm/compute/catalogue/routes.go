package catalogue

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
)

// Routes are the addresses of Microsoft.Compute that belong to no resource: the
// catalogue of images, the sizes of machines, what a subscription uses.
func Routes() []arm.Route {
	const provider = "/subscriptions/{subscriptionId}/providers/Microsoft.Compute"
	skus := get(provider+"/skus", "skus/read", listSKUs)
	skus.Versions = []arm.Version{"2017-03-30", "2017-09-01", "2019-04-01", "2021-07-01"}
	return append(append(imageRoutes(), handlerRoutes()...), skus,
		get(provider+"/locations/{location}/vmSizes", "locations/vmSizes/read", listSizes),
		get(provider+"/locations/{location}/usages", "locations/usages/read", listUsages),
	)
}

func get(pattern, action string, do func(context.Context, *arm.Call) (*arm.Response, error)) arm.Route {
	return arm.Route{Method: http.MethodGet, Pattern: pattern, Action: "Microsoft.Compute/" + action, Versions: apiversion.All, Do: do}
}

// Operations are the actions of the routes, for the provider's list.
func Operations() []arm.Operation {
	routes := Routes()
	all := make([]arm.Operation, len(routes))
	for i, r := range routes {
		all[i] = arm.Operation{Name: r.Action, Resource: "Locations", Verb: "List"}
	}
	return all
}
