package vm

import (
	"context"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// show adds the instance view where it is asked for, and hides what came with
// later api-versions.
func show(ctx context.Context, s *arm.Shown) error {
	expand := answer.Expands(s.Call, "instanceView") || strings.EqualFold(s.Query("statusOnly"), "true")
	if err := showExtensions(ctx, s); err != nil {
		return err
	}
	userData := answer.HidesUserData(s)
	if !expand && !userData && !apiversion.ShowsAgentUpdates(s.Version) && !apiversion.Hides(s.Version, machine.Arrivals) {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	if userData {
		document.Remove(properties, "userData")
	}
	if expand {
		view, err := viewOf(ctx, s.Call, s.Record)
		if err != nil {
			return err
		}
		properties["instanceView"] = view
	}
	if apiversion.ShowsAgentUpdates(s.Version) {
		apiversion.ShowAgentUpdates(document.At(properties, "osProfile"))
	}
	apiversion.HideLater(properties, s.Version, machine.Arrivals)
	return nil
}

// showExtensions adds the extensions of a virtual machine to what a client sees of
// it: in a list of machines, their ids.
func showExtensions(ctx context.Context, s *arm.Shown) error {
	facts, err := resource.Facts[machine.Facts](&s.Record)
	if err != nil || len(facts.Extensions) == 0 {
		return err
	}
	records, err := extension.Records(ctx, s.Engine().Store, s.Record, facts.Extensions)
	if err == nil {
		extension.ShowInside(s, records, strings.EqualFold(s.ID.String(), s.Record.ID))
	}
	return err
}

// viewOf is the instance view of a virtual machine that a call reads.
func viewOf(ctx context.Context, c *arm.Call, record resource.Record) (map[string]any, error) {
	facts, err := resource.Facts[machine.Facts](&record)
	if err != nil {
		return nil, err
	}
	return machine.VM{Record: record, Facts: facts}.View(ctx, c.Engine().Store, c.Version)
}

// serveView serves GET {vm}/instanceView.
func serveView(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	view, err := viewOf(ctx, c, record)
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, view), nil
}
