package network

import (
	"context"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const interfaceKind = "microsoft.network/networkinterfaces"

func networkInterface() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "networkInterfaces",
		Display:     "Network Interfaces",
		Versions:    versions,
		Located:     true,
		Members:     []string{"extendedLocation"},
		Required:    []string{"properties.ipConfigurations"},
		Kept:        []string{"resourceGuid", "macAddress"},
		Provisioned: true,
		Operations:  arm.NetworkOperations(),
		Etag:        arm.GUIDEtag,
		Write:       writeInterface,
		Delete:      deleteInterface,
		Show:        showInterface,
	}
}

// writeInterface connects the interface's configurations with their subnets and
// gives each its private address.
func writeInterface(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["resourceGuid"] = w.Engine().Sources.NewGUID()
		b := w.Engine().Sources.Bytes(3)
		w.Properties["macAddress"] = fmt.Sprintf("00-0D-3A-%02X-%02X-%02X", b[0], b[1], b[2])
	}
	delete(w.Properties, "virtualMachine") // follows from the machine
	document.Default(w.Properties, "dnsSettings", map[string]any{"dnsServers": []any{}, "appliedDnsServers": []any{}})
	document.Default(w.Properties, "enableAcceleratedNetworking", false)
	document.Default(w.Properties, "enableIPForwarding", false)
	configurations, ok := document.At(w.Properties, "ipConfigurations").([]any)
	if !ok || len(configurations) == 0 {
		return resource.Invalid("NetworkInterfaceMustHaveAtLeastOneIpConfiguration", "Network interface %s must have one or more IP configurations.", w.Record.ID)
	}
	if err := w.Require(ctx, joinSubnet, subnetsNamed(w)...); err != nil {
		return err
	}
	names := make(map[string]bool)
	for i, element := range configurations {
		configuration, ok := element.(map[string]any)
		name := document.String(element, "name")
		if !ok || name == "" || names[strings.ToLower(name)] {
			return resource.Invalid("InvalidRequestFormat", "The IP configuration %d of network interface %s needs a name of its own.", i, w.Record.ID)
		}
		names[strings.ToLower(name)] = true
		if err := configure(ctx, w, configuration, name, i == 0); err != nil {
			return err
		}
	}
	return nil
}

// subnetsNamed are the subnets that the request's body names.
func subnetsNamed(w *arm.Write) []resource.ID {
	var ids []resource.ID
	for _, configuration := range document.Array(w.Body, "properties.ipConfigurations") {
		if id, err := resource.ParseID(document.String(configuration, "properties.subnet.id")); err == nil && !id.IsRoot() {
			ids = append(ids, id)
		}
	}
	return ids
}

func configure(ctx context.Context, w *arm.Write, configuration map[string]any, name string, first bool) error {
	configuration["id"] = w.Record.ID + "/ipConfigurations/" + name
	configuration["type"] = "Microsoft.Network/networkInterfaces/ipConfigurations"
	properties, ok := document.At(configuration, "properties").(map[string]any)
	if !ok {
		properties = make(map[string]any)
		configuration["properties"] = properties
	}
	document.Default(properties, "primary", first)
	document.Default(properties, "privateIPAddressVersion", "IPv4")
	properties["provisioningState"] = "Succeeded"
	return place(ctx, w, properties, name)
}

// configurationsIn are the references to an interface's configurations in a subnet.
func configurationsIn(d resource.Document, subnet resource.ID) ([]any, error) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return nil, err
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return nil, err
	}
	var in []any
	for _, configuration := range document.Array(properties, "ipConfigurations") {
		if strings.EqualFold(document.String(configuration, "properties.subnet.id"), subnet.String()) {
			in = append(in, map[string]any{"id": document.At(configuration, "id")})
		}
	}
	return in, nil
}

func deleteInterface(ctx context.Context, r *arm.Removal) error {
	user, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	return resource.Invalid("NicInUse", "Network Interface %s is used by existing resource %s. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.", r.ID, user.ID)
}

// showInterface shows the machine that the interface is connected to.
func showInterface(ctx context.Context, s *arm.Shown) error {
	id, err := resource.ParseID(s.Record.ID)
	if err != nil {
		return err
	}
	index := arm.UsesIndex(id)
	users, err := s.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil || len(users) == 0 {
		return err
	}
	machine, err := resource.ParseRecord(users[0])
	if err != nil {
		return err
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	properties["virtualMachine"] = map[string]any{"id": machine.ID}
	return nil
}
