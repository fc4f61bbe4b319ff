package compute

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// fleetSince is the api-version from which a Flexible scale set lists its
// machines as instances; to earlier ones it has none that they could read.
const fleetSince = "2020-12-01"

// ListInstances are the machines of a stored Flexible scale set as instances.
func ListInstances(ctx context.Context, c *arm.Call, set resource.Record) ([]resource.Record, error) {
	if c.Version.Before(fleetSince) {
		return nil, notOnFlexible("virtualMachines.GET", set.Name())
	}
	index := arm.UsesIndex(c.ID)
	documents, err := c.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return nil, err
	}
	machines, err := vessels(documents)
	if err != nil {
		return nil, err
	}
	records := make([]resource.Record, len(machines))
	for i, v := range machines {
		if records[i], err = v.asInstance(set); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// GetInstance is the machine that the id of the call means, as an instance; ok is false
// where there is none.
func GetInstance(ctx context.Context, c *arm.Call) (record resource.Record, ok bool, err error) {
	set, v, ok, err := instanceOfFleet(ctx, c.Engine().Store, c.ID)
	if err != nil || !ok || c.Version.Before(fleetSince) {
		return record, false, err
	}
	record, err = v.asInstance(set)
	return record, true, err
}

// instanceOfFleet finds the Flexible scale set and the virtual machine that an
// instance's id means; ok is false where there is none.
func instanceOfFleet(ctx context.Context, g resource.Getter, id resource.ID) (set resource.Record, v vessel, ok bool, err error) {
	read := func(id resource.ID) (record resource.Record, properties any, d resource.Document, err error) {
		if d, err = g.Get(ctx, id.Key()); err != nil {
			return record, nil, d, err
		}
		if record, err = resource.ParseRecord(d); err != nil {
			return record, nil, d, err
		}
		properties, err = document.Read(record.Properties)
		return record, properties, d, err
	}
	set, properties, _, err := read(id.Parent())
	if err != nil || !model.IsFlexible(properties) {
		return set, v, false, ignoreMissing(err)
	}
	if v.Record, properties, v.Document, err = read(vesselID(id)); err != nil {
		return set, v, false, ignoreMissing(err)
	}
	v.Facts, err = resource.Facts[machine.Facts](&v.Record)
	return set, v, strings.EqualFold(document.String(properties, setPath), set.ID), err
}

// ignoreMissing is an error, unless it says that nothing is there.
func ignoreMissing(err error) error {
	if errors.Is(err, resource.ErrNotFound) {
		return nil
	}
	return err
}

// vesselID is the virtual machine that an instance's id in a Flexible scale set means.
func vesselID(instance resource.ID) resource.ID {
	return instance.Parent().Parent().Child("providers/"+identity.MachineType, instance.Name())
}

// ofInstances are the members that an instance shows of its virtual machine.
var ofInstances = []string{
	"vmId", "timeCreated", "provisioningState", "hardwareProfile", "storageProfile", "osProfile", "securityProfile", "networkProfile",
	"diagnosticsProfile", "additionalCapabilities", "availabilitySet", "licenseType",
}

// asInstance is the machine as its scale set lists it. Its instance id is its
// name; its tags are not shown.
func (v vessel) asInstance(set resource.Record) (resource.Record, error) {
	value, err := document.Read(v.Record.Properties)
	if err != nil {
		return v.Record, err
	}
	properties, _ := value.(map[string]any)
	maps.DeleteFunc(properties, func(name string, _ any) bool { return !slices.Contains(ofInstances, name) })
	properties["modelDefinitionApplied"] = "VirtualMachineScaleSet"
	if v.place().Model == 0 {
		properties["modelDefinitionApplied"] = "VirtualMachine"
	}
	name := v.Record.Name()
	record := v.Record
	record.ID, record.Type = set.ID+"/virtualMachines/"+name, identity.InstanceType
	record.Tags = nil
	record.Members = map[string]json.RawMessage{"instanceId": document.Write(name)}
	if zones := v.Record.Members["zones"]; zones != nil {
		record.Members["zones"] = zones
	}
	size := document.String(properties, "hardwareProfile.vmSize")
	record.Members["sku"] = document.Write(map[string]any{"name": size, "tier": catalogue.TierOf(size)})
	record.Properties = document.Write(properties)
	record.Keep(model.InstanceFacts{MachineFacts: v.Facts.MachineFacts, Model: v.place().Model})
	return record, nil
}

// showFleetInstance completes such an instance as a client sees it.
func showFleetInstance(ctx context.Context, s *arm.Shown, id resource.ID) error {
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	if answer.Expands(s.Call, "instanceView") {
		view, _, err := viewVessel(ctx, s.Call, id)
		if err != nil {
			return err
		}
		properties["instanceView"] = view
	}
	apiversion.HideLater(properties, s.Version, machine.Arrivals)
	return nil
}

// viewVessel is the instance view of the virtual machine that an instance's id means;
// ok is false where it means none.
func viewVessel(ctx context.Context, c *arm.Call, id resource.ID) (view map[string]any, ok bool, err error) {
	_, v, ok, err := instanceOfFleet(ctx, c.Engine().Store, id)
	if err != nil || !ok {
		return nil, ok, err
	}
	view, err = v.View(ctx, c.Engine().Store, c.Version)
	return view, true, err
}

// keepFleet refuses to delete an instance of a Flexible scale set at an address
// that is not the machine's own.
func keepFleet(ctx context.Context, u *arm.Unit, id resource.ID) error {
	set, _, ok, err := instanceOfFleet(ctx, u, id)
	if err == nil && ok {
		err = notOnFlexible("virtualMachines.DELETE", set.Name())
	}
	return err
}
