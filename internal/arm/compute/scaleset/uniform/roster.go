package uniform

import (
	"context"
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/disk"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Supply gives instances what they have beside their model.
type Supply struct {
	// Handles names them to their metadata service.
	Handles   identity.Handles
	Addresses Addresses
}

// Roster makes and changes the instances of a scale set within a unit of work.
type Roster struct {
	supply Supply
	call   *arm.Call
	unit   *arm.Unit
	set    resource.Record
	// pending is the state in which instances are that are made or changed; nil for done.
	pending *resource.Pending
	// free gives the free addresses of a subnet, by its key.
	free map[string]func(context.Context) (netip.Addr, error)
}

func (s Supply) roster(c *arm.Call, u *arm.Unit, set resource.Record) *Roster {
	return &Roster{supply: s, call: c, unit: u, set: set, free: make(map[string]func(context.Context) (netip.Addr, error))}
}

// add makes the instance with a number.
func (r *Roster) add(ctx context.Context, from model.Model, number int) (Instance, error) {
	engine := r.call.Engine()
	id, name := r.set.ID+"/virtualMachines/"+strconv.Itoa(number), r.set.Name()
	one := Instance{record: resource.Record{
		ID:       id,
		Type:     identity.InstanceType,
		Location: r.set.Location,
		Created:  engine.Sources.Now().UTC(),
		Members:  map[string]json.RawMessage{"instanceId": document.Write(strconv.Itoa(number))},
		Properties: document.Write(map[string]any{
			"vmId":                   engine.Sources.For("vmId", id).NewGUID(),
			"timeCreated":            answer.Timestamp(engine),
			"provisioningState":      "Succeeded",
			"modelDefinitionApplied": "VirtualMachineScaleSet",
			"storageProfile": map[string]any{"osDisk": map[string]any{
				"name": name + "_" + name + "_" + strconv.Itoa(number) + "_OsDisk_1_" + machine.DiskSuffix(engine, id, 0),
			}},
		}),
	}}
	return one, r.apply(ctx, &one, from)
}

// ofInstances are the properties that an instance keeps when a model is applied.
var ofInstances = []string{"vmId", "timeCreated", "provisioningState", "modelDefinitionApplied"}

// apply gives an instance the model: what it is made from, and the identity that
// it gets tokens for.
func (r *Roster) apply(ctx context.Context, one *Instance, from model.Model) error {
	old, err := document.Read(one.record.Properties)
	if err != nil {
		return err
	}
	properties := document.Clone(from.Profile).(map[string]any)
	for _, own := range ofInstances {
		properties[own] = document.At(old, own)
	}
	if err := complete(one.record, properties, document.String(old, "storageProfile.osDisk.name"), from.SKU); err != nil {
		return err
	}
	if prefix := document.String(properties, "osProfile.computerNamePrefix"); prefix != "" {
		document.Remove(properties, "osProfile.computerNamePrefix")
		document.Set(properties, "osProfile.computerName", prefix+computerSuffix(one.number()))
	}
	if one.indexes, err = r.lease(ctx, &one.facts, properties); err != nil {
		return err
	}
	one.indexes = append(one.indexes, r.supply.Handles.Index(document.String(old, "vmId")))
	keepOwn(&one.facts, old, properties)
	one.facts.Model = from.Number
	one.record.Tags = from.Tags
	one.record.Identity = from.Identity.Document()
	r.write(one, properties)
	return nil
}

// extend gives an instance the extensions of the model alone, beside its own.
func (r *Roster) extend(one *Instance, from model.Model) error {
	old, err := document.Read(one.record.Properties)
	if err != nil {
		return err
	}
	properties, _ := document.Clone(old).(map[string]any)
	delete(properties, "extensionProfile")
	if profile := document.At(from.Profile, "extensionProfile"); profile != nil {
		properties["extensionProfile"] = document.Clone(profile)
	}
	keepOwn(&one.facts, old, properties)
	r.write(one, properties)
	return nil
}

// write puts an instance with new properties into the unit.
func (r *Roster) write(one *Instance, properties map[string]any) {
	one.record.Properties = document.Write(properties)
	one.record.Modified = r.call.Engine().Sources.Now().UTC()
	one.record.Pending = r.pending
	one.record.Etag = arm.NextEtag(one.record.Etag)
	one.put(r.unit)
}

// complete fills in what an instance has beyond the profile it is made from: its
// size, its disk, its interfaces.
func complete(record resource.Record, properties map[string]any, diskName string, size json.RawMessage) error {
	value, err := document.Read(size)
	if err != nil {
		return err
	}
	document.Set(properties, "hardwareProfile.vmSize", document.String(value, "name"))
	if sku, ok := value.(map[string]any); ok {
		delete(sku, "capacity")
		record.Members["sku"] = document.Write(sku)
	}
	catalogue.FillExactVersion(properties)
	if osDisk, ok := document.At(properties, "storageProfile.osDisk").(map[string]any); ok && diskName != "" && machine.IsManaged(osDisk) {
		group, _, _ := strings.Cut(record.ID, "/providers/")
		osDisk["name"] = diskName
		document.Set(osDisk, "managedDisk.id", group+"/providers/"+disk.Type+"/"+diskName)
		document.Default(properties, "storageProfile.dataDisks", []any{})
	}
	if config := document.At(properties, "networkProfile"); config != nil {
		properties["networkProfileConfiguration"] = config
		interfaces := []any{}
		for _, c := range document.Array(config, "networkInterfaceConfigurations") {
			interfaces = append(interfaces, map[string]any{"id": record.ID + "/networkInterfaces/" + document.String(c, "name")})
		}
		properties["networkProfile"] = map[string]any{"networkInterfaces": interfaces}
	}
	return nil
}

// computerSuffix is an instance's number in six digits of base 36, as the
// computer names of scale sets end.
func computerSuffix(number int) string {
	digits := strings.ToUpper(strconv.FormatInt(int64(number), 36))
	return strings.Repeat("0", max(0, 6-len(digits))) + digits
}
