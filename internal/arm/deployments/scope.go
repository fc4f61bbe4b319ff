package deployments

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// scopesOf are what the functions subscription(), resourceGroup(), tenant() and
// deployer() return in a deployment at a scope.
func (s *Service) scopesOf(ctx context.Context, caller arm.Caller, scope resource.ID) (map[string]map[string]any, error) {
	tenant := s.Engine.Identity.TenantID
	scopes := map[string]map[string]any{
		"tenant":   {"id": "/tenants/" + tenant, "tenantId": tenant, "countryCode": "", "displayName": "Azimuth"},
		"deployer": {"objectId": caller.ObjectID, "tenantId": tenant, "userPrincipalName": ""},
	}
	if scope.IsRoot() {
		return scopes, nil
	}
	subscription, err := s.recordAt(ctx, scope.SubscriptionID())
	if err != nil {
		return nil, err
	}
	properties, _ := document.Read(subscription.Properties)
	scopes["subscription"] = map[string]any{
		"id": subscription.ID, "subscriptionId": scope.Subscription(), "tenantId": tenant, "displayName": document.String(properties, "displayName"),
	}
	id, ok := scope.ResourceGroupID()
	if !ok {
		return scopes, nil
	}
	group, err := s.recordAt(ctx, id)
	if err != nil {
		return nil, err
	}
	tags := make(map[string]any, len(group.Tags))
	for name, value := range group.Tags {
		tags[name] = value
	}
	scopes["resourceGroup"] = map[string]any{
		"id": group.ID, "name": id.Name(), "type": "Microsoft.Resources/resourceGroups", "location": group.Location, "tags": tags,
		"properties": map[string]any{"provisioningState": succeeded},
	}
	if managedBy, ok := group.Members["managedBy"]; ok {
		scopes["resourceGroup"]["managedBy"], _ = document.Read(managedBy)
	}
	return scopes, nil
}

// recordAt reads a subscription or a group, or says that it is not there.
func (s *Service) recordAt(ctx context.Context, id resource.ID) (resource.Record, error) {
	d, err := s.Engine.Store.Get(ctx, id.Key())
	if errors.Is(err, resource.ErrNotFound) {
		if id.ResourceGroup() != "" {
			return resource.Record{}, resource.NotFound("ResourceGroupNotFound", "Resource group '%s' could not be found.", id.Name())
		}
		return resource.Record{}, resource.NotFound("SubscriptionNotFound", "The subscription '%s' could not be found.", id.Name())
	}
	if err != nil {
		return resource.Record{}, err
	}
	return resource.ParseRecord(d)
}

// environment is what environment() returns: Azure's public cloud, whose names
// templates take apart.
func environment() map[string]any {
	return map[string]any{
		"name": "AzureCloud", "gallery": "https://gallery.azure.com/", "graph": "https://graph.windows.net/", "portal": "https://portal.azure.com",
		"graphAudience": "https://graph.windows.net/", "activeDirectoryDataLake": "https://datalake.azure.net/", "batch": "https://batch.core.windows.net/",
		"media": "https://rest.media.azure.net", "sqlManagement": "https://management.core.windows.net:8443/",
		"vmImageAliasDoc": "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json",
		"resourceManager": "https://management.azure.com/",
		"authentication": map[string]any{
			"loginEndpoint": "https://login.microsoftonline.com/", "tenant": "common", "identityProvider": "AAD",
			"audiences": []any{"https://management.core.windows.net/", "https://management.azure.com/"},
		},
		"suffixes": map[string]any{
			"acrLoginServer": ".azurecr.io", "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net", "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
			"azureFrontDoorEndpointSuffix": "azurefd.net", "keyvaultDns": ".vault.azure.net", "sqlServerHostname": ".database.windows.net", "storage": "core.windows.net",
		},
	}
}

// guids makes what newGuid() returns from a seed: the same row of GUIDs each time.
func guids(seed string) func() string {
	count := 0
	return func() string {
		count++
		b := sha256.Sum256([]byte(seed + strconv.Itoa(count)))
		b[6] = b[6]&0x0f | 0x40
		b[8] = b[8]&0x3f | 0x80
		return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
	}
}

// knownVersions are a type's api-versions, newest first, and its locations.
func (s *Service) knownVersions(namespace, name string) (versions, locations []string, ok bool) {
	t := s.Engine.Type(namespace + "/" + strings.Trim(name, "/"))
	if t == nil {
		return nil, nil, false
	}
	for _, v := range slices.Backward(t.Versions) {
		versions = append(versions, string(v))
	}
	if t.Located {
		for _, l := range arm.Locations {
			locations = append(locations, l.Display)
		}
	}
	return versions, locations, true
}
