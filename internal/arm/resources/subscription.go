package resources

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// SubscriptionKind is the document kind of subscriptions.
const SubscriptionKind = "microsoft.resources/subscriptions"

// NewSubscription is the document of a subscription.
func NewSubscription(id, name string) resource.Document {
	return resource.Record{
		ID:         "/subscriptions/" + id,
		Type:       "Microsoft.Resources/subscriptions",
		Properties: document.Write(map[string]any{"displayName": name}),
	}.Document()
}

const (
	readSubscription = "Microsoft.Resources/subscriptions/read"
	readGroup        = "Microsoft.Resources/subscriptions/resourceGroups/read"
)

// Routes are the addresses of the platform.
func Routes() []arm.Route {
	const subscription = "/subscriptions/{subscriptionId}"
	return []arm.Route{
		{Method: http.MethodGet, Pattern: "/tenants", Do: listTenants},
		{Method: http.MethodGet, Pattern: "/subscriptions", Do: listSubscriptions},
		{Method: http.MethodGet, Pattern: subscription, Action: readSubscription, Filtered: true, Do: getSubscription},
		{Method: http.MethodGet, Pattern: subscription + "/locations", Action: "Microsoft.Resources/subscriptions/locations/read", Filtered: true, Do: listLocations},
		{Method: http.MethodGet, Pattern: subscription + "/resources", Do: listResources},
		{Method: http.MethodGet, Pattern: subscription + "/resourceGroups/{resourceGroupName}/resources", Action: readGroup, Filtered: true, Do: listResources},
		{Method: http.MethodGet, Pattern: "/providers", Do: listProviders},
		{Method: http.MethodGet, Pattern: "/providers/{namespace}", Do: getProvider},
		{Method: http.MethodGet, Pattern: "/providers/{namespace}/operations", Do: listOperations},
		{Method: http.MethodGet, Pattern: subscription + "/providers", Action: "Microsoft.Resources/subscriptions/providers/read", Filtered: true, Do: listProviders},
		{Method: http.MethodGet, Pattern: subscription + "/providers/{namespace}", Action: "Microsoft.Resources/subscriptions/providers/read", Filtered: true, Do: getProvider},
		{Method: http.MethodPost, Pattern: subscription + "/providers/{namespace}/register", Action: "{namespace}/register/action", Do: register},
		{Method: http.MethodPost, Pattern: subscription + "/providers/{namespace}/unregister", Action: "{namespace}/unregister/action", Do: unregister},
		{Method: http.MethodGet, Pattern: subscription + "/tagNames", Action: "Microsoft.Resources/subscriptions/tagNames/read", Filtered: true, Do: listTagNames},
		{Method: http.MethodPost, Pattern: "/providers/Microsoft.Resources/checkResourceName", Do: checkResourceName},
	}
}

func listTenants(_ context.Context, c *arm.Call) (*arm.Response, error) {
	tenant := c.Engine().Identity.TenantID
	return arm.JSON(http.StatusOK, map[string]any{"value": []any{map[string]any{
		"id":             "/tenants/" + tenant,
		"tenantId":       tenant,
		"displayName":    "Azimuth",
		"tenantCategory": "Home",
		"countryCode":    "",
		"domains":        []any{},
	}}}), nil
}

// listSubscriptions shows the subscriptions in which the caller may read
// anything at all, be it a single resource.
func listSubscriptions(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: SubscriptionKind})
	if err != nil {
		return nil, err
	}
	value := []any{}
	for _, d := range documents {
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		if mayEnter(c, resource.MustParseID(record.ID)) {
			value = append(value, showSubscription(c, record))
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value, "count": map[string]any{"type": "Total", "value": len(value)}}), nil
}

func mayEnter(c *arm.Call, subscription resource.ID) bool {
	access, caller := c.Engine().Access, c.Caller.ObjectID
	return access.Allowed(caller, nil, readSubscription, subscription) ||
		access.AllowedBeneath(caller, nil, readSubscription, subscription) ||
		access.AllowedBeneath(caller, nil, readGroup, subscription)
}

func getSubscription(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	d, err := c.Engine().Store.Get(ctx, c.ID.Key())
	if err != nil {
		return nil, err
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, showSubscription(c, record)), nil
}

func showSubscription(c *arm.Call, record resource.Record) map[string]any {
	id := resource.MustParseID(record.ID)
	var properties struct {
		DisplayName string `json:"displayName"`
	}
	mustRead(record.Properties, &properties)
	shown := map[string]any{
		"id":                  record.ID,
		"subscriptionId":      id.Name(),
		"tenantId":            c.Engine().Identity.TenantID,
		"displayName":         properties.DisplayName,
		"state":               "Enabled",
		"authorizationSource": "RoleBased",
		"managedByTenants":    []any{},
		"subscriptionPolicies": map[string]any{
			"locationPlacementId": "Public_2014-09-01",
			"quotaId":             "PayAsYouGo_2014-09-01",
			"spendingLimit":       "Off",
		},
	}
	if len(record.Tags) > 0 {
		shown["tags"] = record.Tags
	}
	return shown
}

func listLocations(_ context.Context, c *arm.Call) (*arm.Response, error) {
	value := make([]any, len(arm.Locations))
	for i, l := range arm.Locations {
		value[i] = map[string]any{
			"id":                  c.ID.String() + "/locations/" + l.Name,
			"name":                l.Name,
			"type":                "Region",
			"displayName":         l.Display,
			"regionalDisplayName": "(" + l.Geo + ") " + l.Display,
			"metadata": map[string]any{
				"regionType":       "Physical",
				"regionCategory":   "Recommended",
				"geographyGroup":   l.Geo,
				"latitude":         l.Lat,
				"longitude":        l.Lon,
				"physicalLocation": "",
				"pairedRegion":     []any{},
			},
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}
