package compute

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
)

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
		return scaleFleet(ctx, w, facts, capacity, mode, changed)
	}
	return s.supply.Scale(ctx, w, facts, capacity, mode, changed)
}
