package extension

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
)

// Secrets are what a client sends of an extension and never reads: its
// secrets, and what it read itself.
var Secrets = []string{"protectedSettings", "instanceView"}

// Frozen are what an extension is.
var Frozen = []property.Frozen{{Path: "publisher"}, {Path: "type"}}

// Show adds the instance view where it is asked for.
func Show(_ context.Context, s *arm.Shown) error {
	if !answer.Expands(s.Call, "instanceView") {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	properties["instanceView"] = Installed{s.Record.Name(), properties}.view()
	return nil
}
