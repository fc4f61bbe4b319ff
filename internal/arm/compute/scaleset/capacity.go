package scaleset

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
)

// readCapacity takes sku.capacity, which templates also send as text, and stores
// it as a number.
func readCapacity(w *arm.Write) (int, error) {
	if w.Record.Members["sku"] == nil {
		return 0, nil // a Flexible one without a profile
	}
	value, err := document.Read(w.Record.Members["sku"])
	if err != nil {
		return 0, err
	}
	sku, ok := value.(map[string]any)
	if !ok {
		return 0, property.Invalid("sku", value)
	}
	if model.ProfileOf(w) == nil {
		document.Default(sku, "capacity", document.Numeral(0))
	}
	document.Default(sku, "capacity", json.Number("1"))
	if tier := catalogue.TierOf(document.String(sku, "name")); tier != "" {
		document.Default(sku, "tier", tier)
	}
	sent := document.At(sku, "capacity")
	capacity, err := strconv.Atoi(fmt.Sprint(sent))
	if err != nil || capacity < 0 || capacity > model.MaxInstances {
		return 0, property.Invalid("sku.capacity", sent)
	}
	document.Set(sku, "capacity", document.Numeral(capacity))
	w.Record.Members["sku"] = document.Write(sku)
	return capacity, nil
}

// scale brings the instances of a scale set to its capacity, and, where changes
// reach the instances by themselves, to its model.
func (s sets) scale(ctx context.Context, w *arm.Write, facts *model.Facts, capacity int, mode upgrade.Mode) error {
	changed, err := model.Changed(w)
	if err != nil {
		return err
	}
	if changed {
		facts.Model++
	}
	if model.IsFlexible(w.Properties) {
		return flexible.Scale(ctx, w, facts, capacity, mode, changed)
	}
	return s.supply.Scale(ctx, w, facts, capacity, mode, changed)
}
