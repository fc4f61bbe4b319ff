package scaleset

import (
	"context"
	"fmt"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

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
