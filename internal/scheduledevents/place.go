package scheduledevents

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// under is where boards are kept.
const under = "/scheduledevents/"

// Place is where the events of a machine stand, and how they call the machine. All
// machines of a scale set see the same events, and so do those of an availability
// set; any other machine sees its own. What is made again under the same name
// begins anew.
func Place(ctx context.Context, g resource.Getter, machine resource.Record) (group, name string, err error) {
	id, err := resource.ParseID(machine.ID)
	if err != nil {
		return "", "", err
	}
	properties, err := document.Read(machine.Properties)
	if err != nil {
		return "", "", err
	}
	if strings.EqualFold(machine.Type, identity.InstanceType) {
		group, err = ofSet(ctx, g, id.Parent())
		return group, id.Parent().Name() + "_" + id.Name(), err
	}
	if set, err := resource.ParseID(document.String(properties, "virtualMachineScaleSet.id")); err == nil && set.Type() != "" {
		group, err := ofSet(ctx, g, set)
		if !errors.Is(err, resource.ErrNotFound) {
			return group, id.Name(), err
		}
	}
	if set, err := resource.ParseID(document.String(properties, "availabilitySet.id")); err == nil && set.Type() != "" {
		return under + strings.TrimPrefix(set.Key(), "/"), id.Name(), nil
	}
	return under + document.String(properties, "vmId"), id.Name(), nil
}

func ofSet(ctx context.Context, g resource.Getter, set resource.ID) (string, error) {
	d, err := g.Get(ctx, set.Key())
	if err != nil {
		return "", err
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return "", err
	}
	properties, err := document.Read(record.Properties)
	return under + document.String(properties, "uniqueId"), err
}
