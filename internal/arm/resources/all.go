package resources

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// listResources lists the tracked resources of a subscription or a group that
// the caller may read, in the short form of the platform: without properties.
func listResources(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	selector, err := c.ReadSelector()
	if err != nil {
		return nil, err
	}
	page, err := c.ReadPage()
	if err != nil {
		return nil, err
	}
	records, next, err := c.Scan(ctx, resource.Query{Under: c.ID.Key()}, page, func(r resource.Record) (bool, error) {
		t := c.Engine().Type(r.Type)
		if t == nil || !t.Located || t.Name == "resourceGroups" {
			return false, nil
		}
		id, err := resource.ParseID(r.ID)
		return err == nil && selector.Selects(r) && c.MayReadOne(t, id), err
	})
	if err != nil {
		return nil, err
	}
	for i := range records {
		records[i].Properties = nil
	}
	return c.Listed(ctx, records, next)
}
