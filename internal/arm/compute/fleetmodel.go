package compute

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// atBirth are the members of a profile that a machine has from its making: an
// upgrade to another model does not bring them, or brings them in its own way.
var atBirth = []string{"timeCreated", "osProfile", "storageProfile", "networkProfile", "extensionProfile"}

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

func tagsOf(tags map[string]string) map[string]any {
	all := make(map[string]any, len(tags))
	for name, value := range tags {
		all[name] = value
	}
	return all
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

// shared are the members that the configuration of an interface has in common
// with the interface.
var shared = []string{
	"enableAcceleratedNetworking", "enableIPForwarding", "disableTcpStateTracking", "dnsSettings", "networkSecurityGroup", "auxiliaryMode", "auxiliarySku",
}

// makeInterfaces makes the interfaces of a machine, and returns how the machine
// refers to them.
func (f *fleet) makeInterfaces(ctx context.Context, from model.Model, group resource.ID, suffix string) ([]any, error) {
	references := []any{}
	for _, configuration := range document.Array(from.Profile, model.InterfacesPath) {
		properties := make(map[string]any)
		for _, member := range shared {
			if value := document.At(configuration, "properties."+member); value != nil {
				properties[member] = document.Clone(value)
			}
		}
		var addresses []any
		for _, ip := range document.Array(configuration, "properties.ipConfigurations") {
			own, _ := document.Clone(document.At(ip, "properties")).(map[string]any)
			// What scale sets have and interfaces do not; pools of NAT rules are for
			// Uniform ones.
			delete(own, "loadBalancerInboundNatPools")
			delete(own, "publicIPAddressConfiguration")
			address, err := f.makePublicAddress(ctx, from, group, ip, suffix)
			if err != nil {
				return nil, err
			}
			if address != nil {
				own["publicIPAddress"] = address
			}
			addresses = append(addresses, map[string]any{"name": document.String(ip, "name"), "properties": own})
		}
		properties["ipConfigurations"] = addresses
		body := map[string]any{"location": f.set.Location, "properties": properties}
		if len(from.Tags) > 0 {
			body["tags"] = tagsOf(from.Tags)
		}
		id := group.Child("providers/"+machine.InterfaceType, document.String(configuration, "name")+"-"+suffix)
		w, err := f.call.Engine().Make(ctx, f.call, f.unit, id, body, nil)
		if err != nil {
			return nil, err
		}
		references = append(references, map[string]any{"id": w.Record.ID, "properties": map[string]any{
			"primary":      document.At(configuration, "properties.primary") == true,
			"deleteOption": document.At(configuration, "properties.deleteOption"),
		}})
	}
	return references, nil
}

// extend gives a machine the extensions of the model, and takes away those that an
// earlier one gave and this one has not.
func (f *fleet) extend(ctx context.Context, v *vessel, from model.Model) error {
	place := v.Facts.Fleet
	id := resource.MustParseID(v.Record.ID)
	wanted := extension.InProfile(from.Profile, extension.ProfilePath)
	for _, name := range place.Extensions {
		if !slices.ContainsFunc(wanted, func(one extension.Installed) bool { return strings.EqualFold(one.Name, name) }) {
			if err := f.call.Engine().Drop(ctx, f.call, f.unit, id.Child("extensions", name)); err != nil {
				return err
			}
		}
	}
	var names []string
	for _, one := range wanted {
		body := map[string]any{"location": f.set.Location, "properties": document.Clone(one.Properties)}
		if _, err := f.call.Engine().Make(ctx, f.call, f.unit, id.Child("extensions", one.Name), body, nil); err != nil {
			return err
		}
		names = append(names, one.Name)
	}
	if slices.Equal(names, place.Extensions) {
		return nil
	}
	// The machine's document knows its extensions by now.
	vm, err := machine.LoadVM(ctx, f.unit, id)
	if err != nil {
		return err
	}
	v.VM = vm
	v.Facts.Fleet.Extensions = names
	v.Put(f.unit)
	return nil
}
