package model

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// MaxInstances is how many instances a scale set may have (Microsoft, "Azure
// subscription and service limits").
const MaxInstances = 1000

// ChangeCapacity adds to the capacity of a scale set.
func ChangeCapacity(ctx context.Context, u *arm.Unit, set resource.ID, by int) error {
	record, d, err := resource.Load(ctx, u, set.Key())
	if err != nil {
		return err
	}
	if record.Members["sku"] == nil {
		return nil // a Flexible one without a profile does not count its machines
	}
	value, err := document.Read(record.Members["sku"])
	if err != nil {
		return err
	}
	if sku, ok := value.(map[string]any); ok {
		sku["capacity"] = document.Numeral(max(0, document.Int(sku["capacity"])+by))
		record.Members["sku"] = document.Write(sku)
	}
	u.Put(record.Document(d.Indexes...))
	return nil
}
