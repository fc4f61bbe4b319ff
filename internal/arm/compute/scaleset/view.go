package scaleset

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/uniform"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// viewSet serves GET {set}/instanceView: how many instances are in which state.
func viewSet(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	set, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	if isFleet, err := model.IsFlexibleSet(set); err != nil {
		return nil, err
	} else if isFleet {
		return nil, flexible.NotAllowed("instanceView.GET", c.ID.Name())
	}
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: uniform.Kind, Under: c.ID.Key()})
	if err != nil {
		return nil, err
	}
	summary := []any{}
	if len(documents) > 0 {
		summary = append(summary, map[string]any{"code": "ProvisioningState/succeeded", "count": len(documents)})
	}
	view := map[string]any{
		"virtualMachine": map[string]any{"statusesSummary": summary},
		"statuses":       []any{answer.Provisioned(set.Modified)},
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return nil, err
	}
	extensions := []any{}
	for _, one := range extension.InProfile(properties, inSet.Path) {
		extensions = append(extensions, map[string]any{"name": one.Name, "statusesSummary": summary})
	}
	if len(extensions) > 0 {
		view["extensions"] = extensions
	}
	return arm.JSON(http.StatusOK, view), nil
}

// listSKUs lists the sizes to which a scale set may change.
func listSKUs(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	sizes := catalogue.SizeNames()
	value := make([]any, len(sizes))
	for i, size := range sizes {
		value[i] = map[string]any{
			"resourceType": identity.ScaleSetType,
			"sku":          map[string]any{"name": size, "tier": catalogue.TierOf(size)},
			"capacity":     map[string]any{"minimum": 0, "maximum": model.MaxInstances, "defaultCapacity": 1, "scaleType": "Automatic"},
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}
