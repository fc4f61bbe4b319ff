package uniform

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The network interfaces of instances are no resources of their own: they follow
// from the model that was applied to the instance, and from its addresses. They
// are read with the api-versions of Microsoft.Network.
var interfaceVersions = []arm.Version{
	"2015-05-01-preview", "2015-06-15", "2016-03-30", "2016-04-30-preview", "2016-06-01", "2016-07-01", "2016-08-01", "2016-09-01",
	"2017-03-30", "2017-12-01", "2018-10-01",
}

// SetInterfaces declares the interfaces of all instances of a scale set.
func SetInterfaces() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "virtualMachineScaleSets/networkInterfaces",
		Display:  "Network Interfaces of Scale Set",
		Versions: interfaceVersions,
		ReadOnly: true,
		List:     listInterfaces,
		Show:     showInstanceInterface,
	}
}

// Interfaces declares the interfaces of one instance.
func Interfaces() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "virtualMachineScaleSets/virtualMachines/networkInterfaces",
		Display:  "Network Interfaces of Virtual Machine in Scale Set",
		Versions: interfaceVersions,
		ReadOnly: true,
		List:     listInterfaces,
		Get:      getInterface,
		Show:     showInstanceInterface,
	}
}

func showInstanceInterface(_ context.Context, s *arm.Shown) error {
	s.HideType = true
	return nil
}

func getInterface(ctx context.Context, c *arm.Call) (resource.Record, error) {
	d, err := c.Engine().Store.Get(ctx, c.ID.Parent().Key())
	if errors.Is(err, resource.ErrNotFound) {
		return resource.Record{}, c.Missing(ctx)
	}
	if err != nil {
		return resource.Record{}, err
	}
	interfaces, err := interfacesOf(d, c.Type)
	if err != nil {
		return resource.Record{}, err
	}
	i := slices.IndexFunc(interfaces, func(r resource.Record) bool { return strings.EqualFold(r.ID, c.ID.String()) })
	if i < 0 {
		return resource.Record{}, c.Missing(ctx)
	}
	return interfaces[i], nil
}

// listInterfaces lists those of one instance, or of all instances of a scale set.
func listInterfaces(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	var documents []resource.Document
	if strings.EqualFold(c.ID.Type(), Kind) {
		d, err := c.Engine().Store.Get(ctx, c.ID.Key())
		if err != nil {
			return nil, err
		}
		documents = append(documents, d)
	} else {
		var err error
		if documents, _, err = c.Engine().Store.List(ctx, resource.Query{Kind: Kind, Under: c.ID.Key()}); err != nil {
			return nil, err
		}
	}
	var all []resource.Record
	for _, d := range documents {
		interfaces, err := interfacesOf(d, c.Type)
		if err != nil {
			return nil, err
		}
		all = append(all, interfaces...)
	}
	return all, nil
}

// interfacesOf are the interfaces of an instance.
func interfacesOf(d resource.Document, t *arm.ResourceType) ([]resource.Record, error) {
	one, err := parse(d)
	if err != nil {
		return nil, err
	}
	properties, err := document.Read(one.record.Properties)
	if err != nil {
		return nil, err
	}
	var interfaces []resource.Record
	for _, configuration := range document.Array(properties, "networkProfileConfiguration.networkInterfaceConfigurations") {
		id := one.record.ID + "/networkInterfaces/" + document.String(configuration, "name")
		interfaces = append(interfaces, resource.Record{
			ID: id, Type: t.FullName(),
			Properties: document.Write(showConfiguration(one.record.ID, id, configuration, one.facts.Leases)),
		})
	}
	return interfaces, nil
}

// showConfiguration is an interface as its configuration in the scale set says.
func showConfiguration(instance, id string, configuration any, leases []model.Lease) map[string]any {
	shown := map[string]any{
		"provisioningState": "Succeeded",
		"virtualMachine":    map[string]any{"id": instance},
	}
	for _, member := range []string{"primary", "enableAcceleratedNetworking", "enableIPForwarding", "dnsSettings", "networkSecurityGroup"} {
		if value := document.At(configuration, "properties."+member); value != nil {
			shown[member] = value
		}
	}
	document.Default(shown, "enableAcceleratedNetworking", false)
	configurations := document.Array(configuration, "properties.ipConfigurations")
	list := make([]any, len(configurations))
	for i, ip := range configurations {
		properties, _ := document.At(ip, "properties").(map[string]any)
		if properties == nil {
			properties = make(map[string]any)
		}
		name := document.String(ip, "name")
		wanted := model.Lease{Interface: document.String(configuration, "name"), Configuration: name, Subnet: strings.ToLower(document.String(properties, "subnet.id"))}
		if at := slices.IndexFunc(leases, wanted.Serves); at >= 0 {
			properties["privateIPAddress"] = leases[at].Address
		}
		properties["privateIPAllocationMethod"] = "Dynamic"
		properties["provisioningState"] = "Succeeded"
		document.Default(properties, "primary", i == 0)
		list[i] = map[string]any{"name": name, "id": id + "/ipConfigurations/" + name, "properties": properties}
	}
	shown["ipConfigurations"] = list
	return shown
}
