package scaleset

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/disk"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
)

// completeProfile fills in what Azure fills in of the profile that instances are made from.
func completeProfile(ctx context.Context, w *arm.Write) error {
	profile := model.ProfileOf(w)
	if profile == nil {
		return nil
	}
	value, err := document.Read(w.Record.Members["sku"])
	if err != nil {
		return err
	}
	size := document.String(value, "name")
	if err := disk.TakeImage(ctx, w.Unit, profile); err != nil {
		return err
	}
	machine.CompleteOSDisk(profile, size)
	machine.CompleteDataDisks(profile, size, nil)
	machine.CompleteOSProfile(profile, catalogue.SystemOf(profile))
	completeInterfaces(profile)
	if model.IsFlexible(w.Properties) {
		flexible.CompleteProfile(profile)
	}
	if err := machine.CompleteEvents(profile); err != nil {
		return err
	}
	if err := extension.CompleteProfile(profile, w.Identity); err != nil {
		return err
	}
	machine.DropEmpty(w.Properties)
	return nil
}

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
