package flexible

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

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

// since is the api-version from which a Flexible scale set lists its
// machines as instances; to earlier ones it has none that they could read.
const since = "2020-12-01"

// ListInstances are the machines of a stored Flexible scale set as instances.
func ListInstances(ctx context.Context, c *arm.Call, set resource.Record) ([]resource.Record, error) {
	if c.Version.Before(since) {
		return nil, NotAllowed("virtualMachines.GET", set.Name())
	}
	index := arm.UsesIndex(c.ID)
	documents, err := c.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return nil, err
	}
	machines, err := parse(documents)
	if err != nil {
		return nil, err
	}
	records := make([]resource.Record, len(machines))
	for i, m := range machines {
		if records[i], err = m.asInstance(set); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// GetInstance is the machine that the id of the call means, as an instance; ok is false
// where there is none.
func GetInstance(ctx context.Context, c *arm.Call) (record resource.Record, ok bool, err error) {
	set, m, ok, err := find(ctx, c.Engine().Store, c.ID)
	if err != nil || !ok || c.Version.Before(since) {
		return record, false, err
	}
	record, err = m.asInstance(set)
	return record, true, err
}

// ofInstances are the members that an instance shows of its virtual machine.
var ofInstances = []string{
	"vmId", "timeCreated", "provisioningState", "hardwareProfile", "storageProfile", "osProfile", "securityProfile", "networkProfile",
	"diagnosticsProfile", "additionalCapabilities", "availabilitySet", "licenseType",
}

// asInstance is the machine as its scale set lists it. Its instance id is its
// name; its tags are not shown.
func (m Machine) asInstance(set resource.Record) (resource.Record, error) {
	value, err := document.Read(m.Record.Properties)
	if err != nil {
		return m.Record, err
	}
	properties, _ := value.(map[string]any)
	maps.DeleteFunc(properties, func(name string, _ any) bool { return !slices.Contains(ofInstances, name) })
	properties["modelDefinitionApplied"] = "VirtualMachineScaleSet"
	if m.place().Model == 0 {
		properties["modelDefinitionApplied"] = "VirtualMachine"
	}
	name := m.Record.Name()
	record := m.Record
	record.ID, record.Type = set.ID+"/virtualMachines/"+name, identity.InstanceType
	record.Tags = nil
	record.Members = map[string]json.RawMessage{"instanceId": document.Write(name)}
	if zones := m.Record.Members["zones"]; zones != nil {
		record.Members["zones"] = zones
	}
	size := document.String(properties, "hardwareProfile.vmSize")
	record.Members["sku"] = document.Write(map[string]any{"name": size, "tier": catalogue.TierOf(size)})
	record.Properties = document.Write(properties)
	record.Keep(model.InstanceFacts{MachineFacts: m.Facts.MachineFacts, Model: m.place().Model})
	return record, nil
}

// ShowInstance completes such an instance as a client sees it.
func ShowInstance(ctx context.Context, s *arm.Shown, id resource.ID) error {
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	if answer.Expands(s.Call, "instanceView") {
		view, _, err := ViewInstance(ctx, s.Call, id)
		if err != nil {
			return err
		}
		properties["instanceView"] = view
	}
	apiversion.HideLater(properties, s.Version, machine.Arrivals)
	return nil
}

// ViewInstance is the instance view of the virtual machine that an instance's id means;
// ok is false where it means none.
func ViewInstance(ctx context.Context, c *arm.Call, id resource.ID) (view map[string]any, ok bool, err error) {
	_, m, ok, err := find(ctx, c.Engine().Store, id)
	if err != nil || !ok {
		return nil, ok, err
	}
	view, err = m.View(ctx, c.Engine().Store, c.Version)
	return view, true, err
}

// KeepInstance refuses to delete an instance of a Flexible scale set at an address
// that is not the machine's own.
func KeepInstance(ctx context.Context, u *arm.Unit, id resource.ID) error {
	set, _, ok, err := find(ctx, u, id)
	if err == nil && ok {
		err = NotAllowed("virtualMachines.DELETE", set.Name())
	}
	return err
}

// Through is an action on instances that, on one of a Flexible scale set, takes the
// same right on the virtual machine itself: who may act on a set may not for that be
// each machine in it.
func Through(action arm.Action) arm.Action {
	do := action.Do
	action.Do = func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		_, _, ok, err := find(ctx, c.Engine().Store, c.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			if err := c.Authorize(identity.MachineType+"/"+action.Name+"/action", machineID(c.ID)); err != nil {
				return nil, err
			}
		}
		return do(ctx, c)
	}
	return action
}
