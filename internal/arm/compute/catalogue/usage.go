package catalogue

import (
	"context"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The limits that usages show. They are Azure's defaults for large
// subscriptions, and nothing is held to them.
const (
	coreLimit    = 10000
	machineLimit = 25000
	setLimit     = 2500
)

// tally is how many resources of a kind there are, and how many cores they have.
type tally struct{ resources, cores int }

func count(ctx context.Context, c *arm.Call, kind string) (t tally, err error) {
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: kind, Under: c.ID.Key()})
	if err != nil {
		return t, err
	}
	for _, d := range documents {
		record, err := resource.ParseRecord(d)
		if err != nil {
			return t, err
		}
		if record.Location != location(c) {
			continue
		}
		t.resources++
		properties, err := document.Read(record.Properties)
		if err != nil {
			return t, err
		}
		t.cores += coresOf(document.String(properties, "hardwareProfile.vmSize"))
	}
	return t, nil
}

// listUsages counts what the subscription has in a location.
func listUsages(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	var groups, alone, sets, instances tally
	for kind, t := range map[string]*tally{
		"Microsoft.Compute/availabilitySets": &groups, identity.MachineType: &alone, identity.ScaleSetType: &sets, identity.InstanceType: &instances,
	} {
		var err error
		if *t, err = count(ctx, c, strings.ToLower(kind)); err != nil {
			return nil, err
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": []any{
		usage("availabilitySets", "Availability Sets", groups.resources, setLimit),
		usage("cores", "Total Regional vCPUs", alone.cores+instances.cores, coreLimit),
		usage("virtualMachines", "Virtual Machines", alone.resources+instances.resources, machineLimit),
		usage("virtualMachineScaleSets", "Virtual Machine Scale Sets", sets.resources, setLimit),
	}}), nil
}

func usage(name, display string, current, limit int) map[string]any {
	return map[string]any{"limit": limit, "unit": "Count", "currentValue": current, "name": map[string]any{"value": name, "localizedValue": display}}
}
