package managedidentity

import (
	"context"
	"errors"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// systemAssigned is the view {resource}/providers/Microsoft.ManagedIdentity/identities/default
// of the identity that a resource has of its own.
func systemAssigned() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "identities",
		Display:  "System Assigned Identities",
		Scope:    arm.OnAnything,
		Versions: versions,
		ReadOnly: true,
		Get:      getSystemAssigned,
	}
}

func getSystemAssigned(ctx context.Context, c *arm.Call) (resource.Record, error) {
	host := c.ID.Parent()
	d, err := c.Engine().Store.Get(ctx, host.Key())
	if err != nil && !errors.Is(err, resource.ErrNotFound) {
		return resource.Record{}, err
	}
	if err != nil || c.ID.Name() != "default" {
		return resource.Record{}, c.Missing(ctx)
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return resource.Record{}, err
	}
	held, err := identity.Parse(record.Identity)
	if err != nil {
		return resource.Record{}, err
	}
	if held.System == nil {
		return resource.Record{}, resource.NotFound("NotFound", "No managed service identities are associated with resource '%s'", host)
	}
	return resource.Record{ID: record.ID, Type: record.Type, Location: record.Location, Tags: record.Tags, Properties: document.Write(map[string]any{
		"tenantId":    c.Engine().Identity.TenantID,
		"principalId": held.System.PrincipalID,
		"clientId":    held.System.ClientID,
	})}, nil
}
