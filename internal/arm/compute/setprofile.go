package compute

import (
	"context"
	"fmt"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// completeInterfaces fills in the configurations of network interfaces. Templates
// send their switches as texts.
func completeInterfaces(profile map[string]any) {
	configurations := document.Array(profile, model.InterfacesPath)
	for _, element := range configurations {
		configuration, ok := element.(map[string]any)
		if !ok {
			continue
		}
		if len(configurations) == 1 {
			document.Default(configuration, "properties.primary", true)
		}
		document.Default(configuration, "properties.disableTcpStateTracking", false)
		document.Default(configuration, "properties.dnsSettings.dnsServers", []any{})
		document.Default(configuration, "properties.enableIPForwarding", false)
		for _, name := range []string{"primary", "enableIPForwarding", "enableAcceleratedNetworking"} {
			property.ReadSwitch(configuration, "properties."+name)
		}
		for _, ip := range document.Array(configuration, "properties.ipConfigurations") {
			if members, ok := ip.(map[string]any); ok {
				document.Default(members, "properties.privateIPAddressVersion", "IPv4")
				property.ReadSwitch(members, "properties.primary")
			}
		}
	}
}

// joinSubnets connects the scale set with the subnets of its network profile.
func joinSubnets(ctx context.Context, w *arm.Write) error {
	all, err := subnetIDs(w.Properties)
	if err != nil {
		return err
	}
	sent, _ := document.At(w.Body, "properties").(map[string]any)
	named, err := subnetIDs(sent)
	if err != nil {
		return err
	}
	return w.Join(ctx, "Microsoft.Network/virtualNetworks/subnets/join/action", all, named)
}

func subnetIDs(properties map[string]any) ([]resource.ID, error) {
	var ids []resource.ID
	for i, config := range document.Array(properties, "virtualMachineProfile."+model.InterfacesPath) {
		for j, ip := range document.Array(config, "properties.ipConfigurations") {
			value := document.At(ip, "properties.subnet.id")
			if value == nil {
				continue
			}
			path := fmt.Sprintf("properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[%d].properties.ipConfigurations[%d].properties.subnet.id", i, j)
			id, err := arm.ReadReference(value, path)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}
