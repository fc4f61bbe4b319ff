package compute

import (
	"context"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The ways in which changes of the model reach the instances.
const (
	manual    = "Manual"    // when somebody upgrades them
	automatic = "Automatic" // by themselves
	rolling   = "Rolling"   // by themselves, batch after batch
)

// completePolicy fills in the upgrade policy and returns its mode. Where there is
// nothing to upgrade from, it stays as it was sent.
func completePolicy(properties map[string]any) (mode string, err error) {
	if mode, err = upgradeMode(properties); err != nil {
		return "", err
	}
	if properties["upgradePolicy"] == nil && properties["virtualMachineProfile"] == nil {
		return mode, nil
	}
	document.Set(properties, "upgradePolicy.mode", mode)
	policy, sent := document.At(properties, "upgradePolicy.rollingUpgradePolicy").(map[string]any)
	if !sent && mode != rolling {
		return mode, nil
	}
	if !sent {
		policy = make(map[string]any)
		document.Set(properties, "upgradePolicy.rollingUpgradePolicy", policy)
	}
	completeRollPolicy(policy)
	_, err = readRollPolicy(policy)
	return mode, err
}

// upgradeMode is how changes of the model reach the instances, in Azure's case.
func upgradeMode(properties map[string]any) (string, error) {
	sent := document.At(properties, "upgradePolicy.mode")
	if sent == nil {
		return manual, nil
	}
	for _, mode := range []string{manual, automatic, rolling} {
		if text, ok := sent.(string); ok && strings.EqualFold(text, mode) {
			return mode, nil
		}
	}
	return "", property.Invalid("upgradePolicy.mode", sent)
}

// interfacesPath is where a profile has the configurations of network interfaces.
const interfacesPath = "networkProfile.networkInterfaceConfigurations"

// completeInterfaces fills in the configurations of network interfaces. Templates
// send their switches as texts.
func completeInterfaces(profile map[string]any) {
	configurations := document.Array(profile, interfacesPath)
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
	for i, config := range document.Array(properties, "virtualMachineProfile."+interfacesPath) {
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
