package compute

import (
	"context"
	"encoding/json"
	"net/netip"
	"slices"
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

// roster makes and changes the instances of a scale set within a unit of work.
type roster struct {
	machines

	engine *arm.Engine
	unit   *arm.Unit
	// pending is the state in which instances are that are made or changed; nil for done.
	pending *resource.Pending
	// free gives the free addresses of a subnet, by its key.
	free map[string]func(context.Context) (netip.Addr, error)
}

func (m machines) roster(e *arm.Engine, u *arm.Unit) *roster {
	return &roster{machines: m, engine: e, unit: u, free: make(map[string]func(context.Context) (netip.Addr, error))}
}

// add makes the instance with the next number.
func (r *roster) add(ctx context.Context, set resource.Record, from model.Model, number int) (resource.Record, error) {
	name := set.Name()
	record := resource.Record{
		ID:       set.ID + "/virtualMachines/" + strconv.Itoa(number),
		Type:     identity.InstanceType,
		Location: set.Location,
		Created:  r.engine.Sources.Now().UTC(),
		Members:  map[string]json.RawMessage{"instanceId": document.Write(strconv.Itoa(number))},
		Properties: document.Write(map[string]any{
			"vmId":                   r.engine.Sources.For("vmId", set.ID+"/virtualMachines/"+strconv.Itoa(number)).NewGUID(),
			"timeCreated":            answer.Timestamp(r.engine),
			"provisioningState":      "Succeeded",
			"modelDefinitionApplied": "VirtualMachineScaleSet",
			"storageProfile":         map[string]any{"osDisk": map[string]any{"name": name + "_" + name + "_" + strconv.Itoa(number) + "_OsDisk_1_" + machine.DiskSuffix(r.engine, set.ID+"/virtualMachines/"+strconv.Itoa(number), 0)}},
		}),
	}
	return record, r.apply(ctx, record, from)
}

// apply gives an instance the model: what it is made from, and the identity that
// it gets tokens for.
func (r *roster) apply(ctx context.Context, record resource.Record, from model.Model) error {
	facts, err := resource.Facts[model.InstanceFacts](&record)
	if err != nil {
		return err
	}
	old, err := document.Read(record.Properties)
	if err != nil {
		return err
	}
	properties := document.Clone(from.Profile).(map[string]any)
	for _, own := range []string{"vmId", "timeCreated", "provisioningState", "modelDefinitionApplied"} {
		properties[own] = document.At(old, own)
	}
	number := numberOf(record)
	if err := completeInstance(record, properties, document.String(old, "storageProfile.osDisk.name"), from.SKU); err != nil {
		return err
	}
	if prefix := document.String(properties, "osProfile.computerNamePrefix"); prefix != "" {
		document.Remove(properties, "osProfile.computerNamePrefix")
		document.Set(properties, "osProfile.computerName", prefix+computerSuffix(number))
	}
	indexes, err := r.lease(ctx, &facts, properties)
	if err != nil {
		return err
	}
	keepOwn(&facts, old, properties)
	facts.Model = from.Number
	record.Tags = from.Tags
	record.Identity = from.Identity.Document()
	record.Properties = document.Write(properties)
	record.Modified = r.engine.Sources.Now().UTC()
	record.Keep(facts)
	record.Pending = r.pending
	record.Etag = arm.NextEtag(record.Etag)
	r.unit.Put(record.Document(append(indexes, r.handles.Index(document.String(old, "vmId")))...))
	return nil
}

// extend gives an instance the extensions of the model alone, beside its own.
func (r *roster) extend(one member, from model.Model) error {
	facts, err := resource.Facts[model.InstanceFacts](&one.record)
	if err != nil {
		return err
	}
	value, err := document.Read(one.record.Properties)
	if err != nil {
		return err
	}
	properties, _ := value.(map[string]any)
	old := document.Clone(value)
	delete(properties, "extensionProfile")
	if profile := document.At(from.Profile, "extensionProfile"); profile != nil {
		properties["extensionProfile"] = document.Clone(profile)
	}
	keepOwn(&facts, old, properties)
	one.record.Keep(facts)
	one.record.Properties = document.Write(properties)
	one.record.Modified, one.record.Pending = r.engine.Sources.Now().UTC(), r.pending
	one.record.Etag = arm.NextEtag(one.record.Etag)
	r.unit.Put(one.record.Document(one.document.Indexes...))
	return nil
}

// completeInstance fills in what an instance has beyond the profile it is made
// from: its size, its disk, its interfaces.
func completeInstance(record resource.Record, properties map[string]any, diskName string, size json.RawMessage) error {
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

// lease gives the instance an address for each of its configurations: the one
// that it has in the subnet, or the next free one.
func (r *roster) lease(ctx context.Context, facts *model.InstanceFacts, properties map[string]any) ([]resource.Index, error) {
	had := facts.Leases
	facts.Leases = nil
	var indexes []resource.Index
	for _, wanted := range leasesOf(properties) {
		subnet, err := resource.ParseID(wanted.Subnet)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(had, wanted.Serves); i >= 0 {
			wanted.Address = had[i].Address
		} else if wanted.Address, err = r.take(ctx, subnet); err != nil {
			return nil, err
		}
		address, err := netip.ParseAddr(wanted.Address)
		if err != nil {
			return nil, err
		}
		indexes = append(indexes, r.addresses.Hold(subnet, address))
		facts.Leases = append(facts.Leases, wanted)
	}
	return indexes, nil
}

// take is the next free address of a subnet.
func (r *roster) take(ctx context.Context, subnet resource.ID) (string, error) {
	next := r.free[subnet.Key()]
	if next == nil {
		record, err := r.unit.Record(ctx, subnet)
		if err != nil {
			return "", err
		}
		if next, err = r.addresses.Free(r.engine.Store, record); err != nil {
			return "", err
		}
		r.free[subnet.Key()] = next
	}
	address, err := next(ctx)
	return address.String(), err
}

// leasesOf are the leases that an instance's profile asks for, without addresses.
func leasesOf(properties map[string]any) []model.Lease {
	var leases []model.Lease
	for _, nic := range document.Array(properties, "networkProfileConfiguration.networkInterfaceConfigurations") {
		for _, ip := range document.Array(nic, "properties.ipConfigurations") {
			subnet := document.String(ip, "properties.subnet.id")
			if subnet != "" && !strings.EqualFold(document.String(ip, "properties.privateIPAddressVersion"), "IPv6") {
				leases = append(leases, model.Lease{Interface: document.String(nic, "name"), Configuration: document.String(ip, "name"), Subnet: strings.ToLower(subnet)})
			}
		}
	}
	return leases
}

// computerSuffix is an instance's number in six digits of base 36, as the
// computer names of scale sets end.
func computerSuffix(number int) string {
	digits := strings.ToUpper(strconv.FormatInt(int64(number), 36))
	return strings.Repeat("0", max(0, 6-len(digits))) + digits
}
