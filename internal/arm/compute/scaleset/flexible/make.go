package flexible

import (
	"context"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// add makes a machine of the model.
func (f *Fleet) add(ctx context.Context, from model.Model, number int) error {
	engine := f.call.Engine()
	group := resource.MustParseID(f.set.ID).Parent()
	suffix, name, err := f.freeName(ctx, group)
	if err != nil {
		return err
	}
	zone := f.roomiest(zonesOf(f.set), Machine.zone)
	interfaces, err := f.makeInterfaces(ctx, from, group, suffix)
	if err != nil {
		return err
	}
	place := machine.Membership{Number: number, Model: from.Number, Given: keysOf(from.Identity.User), Domain: f.freeDomain(zone)}
	body := map[string]any{"properties": machineOf(from, f.set.ID, computerName(engine, from.Profile), interfaces)}
	if zone != "" {
		body["zones"] = []any{zone}
	}
	id := group.Child("providers/"+identity.MachineType, name)
	w, err := f.create(ctx, from, id, body, func(w *arm.Write) error {
		w.Identity = identity.Assigned{User: from.Identity.User}
		w.Record.Keep(machine.Facts{Fleet: &place})
		return nil
	})
	if err != nil {
		return err
	}
	m := Machine{machine.VM{Record: w.Record, Facts: machine.Facts{Fleet: &place}}}
	if err := f.extend(ctx, &m, from); err != nil {
		return err
	}
	f.machines = append(f.machines, m)
	return f.settleBy(ctx, id.Key())
}

// freeName is a machine's name: that of the set and eight digits, which its
// interfaces share.
func (f *Fleet) freeName(ctx context.Context, group resource.ID) (suffix, name string, err error) {
	for try := 0; ; try++ {
		suffix = hex.EncodeToString(f.call.Engine().Sources.For("name "+strconv.Itoa(try), f.set.ID).Bytes(4))
		name = f.set.Name() + "_" + suffix
		if _, err = f.unit.Get(ctx, group.Child("providers/"+identity.MachineType, name).Key()); errors.Is(err, resource.ErrNotFound) {
			return suffix, name, nil
		}
		if err != nil {
			return "", "", err
		}
	}
}

// machineOf are the properties of a machine that is made of a model.
func machineOf(from model.Model, set, computer string, interfaces []any) map[string]any {
	properties := document.Clone(from.Profile).(map[string]any)
	for _, member := range []string{"timeCreated", "extensionProfile"} {
		delete(properties, member)
	}
	properties["virtualMachineScaleSet"] = map[string]any{"id": set}
	properties["networkProfile"] = map[string]any{"networkInterfaces": interfaces}
	document.Set(properties, "hardwareProfile.vmSize", from.Size())
	if osProfile, ok := properties["osProfile"].(map[string]any); ok {
		delete(osProfile, "computerNamePrefix")
		osProfile["computerName"] = computer
	}
	return properties
}

// computerName is the prefix of the profile and six characters that are a
// machine's own.
func computerName(e *arm.Engine, profile map[string]any) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV" // 32, so that every byte counts alike
	name := document.String(profile, "osProfile.computerNamePrefix")
	for _, b := range e.Sources.Next("computerName", name).Bytes(6) {
		name += string(digits[b%32])
	}
	return name
}

// settleBy has a machine that is made be so when what makes it is over.
func (f *Fleet) settleBy(ctx context.Context, key string) error {
	if f.until.IsZero() {
		return nil
	}
	record, d, err := resource.Load(ctx, f.unit, key)
	if err != nil || record.Pending == nil {
		return err
	}
	record.Pending.Ends = &f.until
	f.unit.Put(record.Document(d.Indexes...))
	return nil
}

// create makes a resource that comes with a machine of the model, or the machine: it
// stands where the set does, and has the model's tags.
func (f *Fleet) create(ctx context.Context, from model.Model, id resource.ID, body map[string]any, change func(*arm.Write) error) (*arm.Write, error) {
	body["location"] = f.set.Location
	if len(from.Tags) > 0 {
		tags := make(map[string]any, len(from.Tags))
		for name, value := range from.Tags {
			tags[name] = value
		}
		body["tags"] = tags
	}
	return f.call.Engine().Make(ctx, f.call, f.unit, id, body, change)
}
