package token

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Audiences knows for which audiences the tenant issues tokens, and which of
// them are Resource Manager's and Microsoft Graph's. Audiences are compared
// without regard to case and to one trailing slash.
type Audiences struct {
	// ResourceManager are our own addresses of Resource Manager, such as
	// "https://127.0.0.1:8443", beside Azure's names of it.
	ResourceManager []string
	// Graph are our own addresses of Microsoft Graph, beside Azure's name.
	Graph []string
	// Extra are audiences that the operator adds.
	Extra []string
	// Application reports whether the directory has an application that goes by
	// the audience's name: its client id (a GUID in lower case, without the
	// scheme "api"), or one of its identifier URIs, as requested. nil means that it has none.
	Application func(ctx context.Context, name string) (bool, error)
}

// Client ids of Microsoft's own applications that clients use as audiences.
const (
	resourceManagerApp = "797f4846-ba00-4fd7-ba1f-dbac1f8ea013"
	graphApp           = "00000003-0000-0000-c000-000000000000"
)

var (
	resourceManagerNames = []string{"https://management.azure.com", "https://management.core.windows.net", resourceManagerApp}
	graphNames           = []string{"https://graph.microsoft.com", graphApp}
)

// serviceHosts are the hosts of Azure's other services as they stand in https
// audiences: each one and all beneath it, so that "vault.azure.net" is also
// "name.vault.azure.net". (Azure's documentation of Entra authentication for each service.)
var serviceHosts = []string{
	"ai.azure.com",
	"analysis.windows.net",
	"api.applicationinsights.io",
	"api.loganalytics.azure.com",
	"api.loganalytics.io",
	"attest.azure.net",
	"azconfig.io",
	"azure-devices.net",
	"batch.core.windows.net",
	"blob.core.windows.net",
	"cognitiveservices.azure.com",
	"communication.azure.com",
	"confidential-ledger.azure.com",
	"containerregistry.azure.net",
	"cosmos.azure.com",
	"database.windows.net",
	"datafactory.azure.com",
	"datalake.azure.net",
	"dev.azuresynapse.net",
	"dfs.core.windows.net",
	"digitaltwins.azure.net",
	"documents.azure.com",
	"eventgrid.azure.net",
	"eventhubs.azure.net",
	"file.core.windows.net",
	"graph.windows.net",
	"iothubs.azure.net",
	"kusto.windows.net",
	"managedhsm.azure.net",
	"ml.azure.com",
	"monitor.azure.com",
	"purview.azure.net",
	"queue.core.windows.net",
	"redis.azure.com",
	"relay.azure.net",
	"search.azure.com",
	"servicebus.azure.net",
	"servicebus.windows.net",
	"signalr.azure.com",
	"storage.azure.com",
	"table.core.windows.net",
	"vault.azure.net",
	"webpubsub.azure.com",
}

// serviceApps are the client ids of services that go by no address.
var serviceApps = []string{
	"2ff814a6-3304-4ab8-85cb-cd0e6f879c1d", // Azure Databricks
	"499b84ac-1321-427f-aa17-267ca6975798", // Azure DevOps
	"6dae42f8-4368-4678-94ff-3960e28e3630", // Azure Kubernetes Service, Entra server
}

// IsResourceManager reports whether a token for the audience is one for Resource Manager.
func (a *Audiences) IsResourceManager(audience string) bool {
	return named(resourceManagerNames, audience) || named(a.ResourceManager, audience)
}

// IsGraph reports whether a token for the audience is one for Microsoft Graph.
func (a *Audiences) IsGraph(audience string) bool {
	return named(graphNames, audience) || named(a.Graph, audience)
}

// Known reports whether the tenant has a resource of this name. Where it has
// none, Entra answers AADSTS500011. An error is a fault of the directory.
func (a *Audiences) Known(ctx context.Context, audience string) (bool, error) {
	if a.IsResourceManager(audience) || a.IsGraph(audience) || named(a.Extra, audience) ||
		strings.EqualFold(audience, ExchangeAudience) || isService(audience) {
		return true, nil
	}
	id, _ := cutPrefixFold(audience, "api://")
	if resource.IsGUID(id) {
		id = strings.ToLower(id)
		if slices.Contains(serviceApps, id) {
			return true, nil
		}
	} else {
		id = audience
	}
	if a.Application == nil || id == "" {
		return false, nil
	}
	return a.Application(ctx, id)
}

// named reports whether the audience is one of the names.
func named(names []string, audience string) bool {
	audience = strings.TrimSuffix(audience, "/")
	return audience != "" && slices.ContainsFunc(names, func(name string) bool {
		return strings.EqualFold(strings.TrimSuffix(name, "/"), audience)
	})
}

// isService reports whether the audience is the https address of a service in
// serviceHosts, with no port, user or query.
func isService(audience string) bool {
	u, err := url.Parse(audience)
	if err != nil || !strings.EqualFold(u.Scheme, "https") || u.User != nil || u.Port() != "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	host := strings.ToLower(u.Host)
	return slices.ContainsFunc(serviceHosts, func(service string) bool {
		return host == service || strings.HasSuffix(host, "."+service)
	})
}
