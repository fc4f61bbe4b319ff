package flexible

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// shared are the members that the configuration of an interface has in common
// with the interface.
var shared = []string{
	"enableAcceleratedNetworking", "enableIPForwarding", "disableTcpStateTracking", "dnsSettings", "networkSecurityGroup", "auxiliaryMode", "auxiliarySku",
}

// makeInterfaces makes the interfaces of a machine, and returns how the machine
// refers to them.
func (f *Fleet) makeInterfaces(ctx context.Context, from model.Model, group resource.ID, suffix string) ([]any, error) {
	references := []any{}
	for _, configuration := range document.Array(from.Profile, model.InterfacesPath) {
		properties := make(map[string]any)
		for _, member := range shared {
			if value := document.At(configuration, "properties."+member); value != nil {
				properties[member] = document.Clone(value)
			}
		}
		addresses, err := f.makeAddresses(ctx, from, group, configuration, suffix)
		if err != nil {
			return nil, err
		}
		properties["ipConfigurations"] = addresses
		id := group.Child("providers/"+machine.InterfaceType, document.String(configuration, "name")+"-"+suffix)
		w, err := f.create(ctx, from, id, map[string]any{"properties": properties}, nil)
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

// makeAddresses are the IP configurations of an interface, as its configuration in the
// profile has them. Their public addresses are made.
func (f *Fleet) makeAddresses(ctx context.Context, from model.Model, group resource.ID, configuration any, suffix string) ([]any, error) {
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
	return addresses, nil
}
