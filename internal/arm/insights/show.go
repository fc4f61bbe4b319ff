package insights

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/httpstatus"
	"github.com/azimuthid/azimuth/internal/resource"
)

// show is an event as Microsoft.Insights shows it (api-version 2015-04-01).
func show(c *arm.Call, e arm.Event) map[string]any {
	at := e.Time.UTC().Format("2006-01-02T15:04:05.0000000Z")
	scope := scopeOf(e)
	properties := map[string]any{"statusCode": http.StatusText(e.Status), "entity": e.Scope, "message": e.Action, "hierarchy": scope.Subscription()}
	if e.Code != "" {
		properties["statusMessage"] = `{"error":{"code":"` + e.Code + `"}}`
		properties["errorMessage"] = e.Message
	}
	request := map[string]any{"method": e.Method}
	if e.ClientID != "" {
		request["clientRequestId"] = e.ClientID
	}
	return map[string]any{
		"authorization":        map[string]any{"action": e.Action, "scope": e.Scope},
		"caller":               e.Caller,
		"claims":               map[string]any{"appid": e.CallerName, "http://schemas.microsoft.com/identity/claims/objectidentifier": e.Caller},
		"channels":             "Operation",
		"correlationId":        e.CorrelationID,
		"description":          "",
		"eventDataId":          e.ID,
		"eventName":            named("EndRequest", "End request"),
		"category":             named("Administrative", "Administrative"),
		"eventTimestamp":       at,
		"httpRequest":          request,
		"id":                   e.Scope + "/events/" + e.ID + "/ticks/" + strconv.FormatInt(ticks(e.Time), 10),
		"level":                level(e),
		"operationId":          e.RequestID,
		"operationName":        named(e.Action, e.Action),
		"resourceGroupName":    scope.ResourceGroup(),
		"resourceId":           e.Scope,
		"resourceProviderName": named(providerOf(e), providerOf(e)),
		"resourceType":         named(e.Type, e.Type),
		"status":               named(statusOf(e), statusOf(e)),
		"subStatus":            named(httpstatus.Name(e.Status), http.StatusText(e.Status)+" (HTTP Status Code: "+strconv.Itoa(e.Status)+")"),
		"submissionTimestamp":  at,
		"subscriptionId":       scope.Subscription(),
		"tenantId":             c.Engine().Identity.TenantID,
		"properties":           properties,
	}
}

func named(value, localized string) map[string]any {
	return map[string]any{"value": value, "localizedValue": localized}
}

func scopeOf(e arm.Event) resource.ID {
	id, err := resource.ParseID(e.Scope)
	if err != nil {
		return resource.Root
	}
	return id
}

func providerOf(e arm.Event) string {
	provider, _, _ := strings.Cut(e.Action, "/")
	return provider
}

func statusOf(e arm.Event) string {
	switch {
	case e.Status >= http.StatusBadRequest:
		return "Failed"
	case e.Status == http.StatusAccepted:
		return "Accepted"
	}
	return "Succeeded"
}

func level(e arm.Event) string {
	if e.Status >= http.StatusBadRequest {
		return "Error"
	}
	return "Informational"
}

// ticks is a time as .NET counts it: tenths of microseconds since the year 1.
func ticks(t time.Time) int64 {
	const epoch = 621355968000000000 // 1970 in ticks
	return epoch + t.UnixNano()/100
}
