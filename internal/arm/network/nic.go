package network

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

func networkInterface() *arm.ResourceType {
	const configurations = "properties.ipConfigurations.*.properties."
	return &arm.ResourceType{
		Name:     "networkInterfaces",
		Display:  "Network Interfaces",
		Versions: versions,
		Located:  true,
		Members:  []string{"extendedLocation", "kind"},
		Required: []string{"properties.ipConfigurations"},
		References: []arm.Reference{
			{Path: configurations + "subnet.id", Type: subnetType, Action: joinSubnet},
			{Path: configurations + "publicIPAddress.id", Type: publicIPType, Action: joinPublicIP},
			{Path: configurations + "loadBalancerBackendAddressPools.*.id", Type: balancerType + "/backendAddressPools", Action: balancerType + "/backendAddressPools/join/action"},
			{Path: configurations + "loadBalancerInboundNatRules.*.id", Type: balancerType + "/inboundNatRules", Action: balancerType + "/inboundNatRules/join/action"},
			{Path: "properties.networkSecurityGroup.id", Type: groupType, Action: joinGroup},
		},
		Kept:        []string{"resourceGuid", "macAddress"},
		Provisioned: true,
		Operations:  arm.NetworkOperations(),
		Etag:        arm.GUIDEtag,
		Write:       writeInterface,
		Delete:      deleteInterface,
		Show: func(ctx context.Context, s *arm.Shown) error {
			properties, err := s.Properties()
			if err != nil {
				return err
			}
			showKind(s)
			return dressInterface(ctx, s.Call, s.Record, properties)
		},
	}
}

func ipConfigurations() *arm.ResourceType {
	return elements{parent: "networkInterfaces", member: "ipConfigurations", display: "IP Configurations", dress: dressInterface}.declare()
}

// writeInterface connects the interface's configurations with their subnets and
// gives each its private address.
func writeInterface(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["resourceGuid"] = w.Engine().Sources.For("resourceGuid", w.ID.Key()).NewGUID()
		b := w.Engine().Sources.For("macAddress", w.ID.Key()).Bytes(3)
		w.Properties["macAddress"] = fmt.Sprintf("00-0D-3A-%02X-%02X-%02X", b[0], b[1], b[2])
	}
	for _, computed := range []string{"virtualMachine", "primary", "hostedWorkloads", "tapConfigurations"} {
		document.Remove(w.Properties, computed)
	}
	document.Default(w.Properties, "dnsSettings.dnsServers", []any{})
	document.Set(w.Properties, "dnsSettings.appliedDnsServers", document.At(w.Properties, "dnsSettings.dnsServers"))
	document.Default(w.Properties, "enableIPForwarding", false)
	delete(w.Record.Members, "kind")
	if len(document.Array(w.Properties, "ipConfigurations")) == 0 {
		return resource.Invalid("NetworkInterfaceMustHaveAtLeastOneIpConfiguration", "Network interface %s must have one or more IP configurations.", w.Record.ID)
	}
	first := true
	err := arrange(w, "ipConfigurations", func(id string, properties map[string]any) error {
		document.Default(properties, "primary", first)
		first = false
		document.Default(properties, "privateIPAddressVersion", "IPv4")
		if err := claimPublicIP(ctx, w, properties, id); err != nil {
			return err
		}
		if document.String(properties, "privateIPAddressVersion") == "IPv6" && document.At(properties, "primary") == false && document.At(properties, "subnet") == nil {
			return nil // of the interface's subnet, which the primary configuration names
		}
		return place(ctx, w, "ipConfigurations", properties, id)
	})
	if err != nil {
		return err
	}
	return nameInside(ctx, w)
}

// nameInside gives the interface the name that its network's machines share in
// Azure's own name service. It follows from the network's guid.
func nameInside(ctx context.Context, w *arm.Write) error {
	subnet, err := resource.ParseID(document.String(document.Array(w.Properties, "ipConfigurations")[0], "properties.subnet.id"))
	if err != nil {
		return err
	}
	network, err := w.Unit.Record(ctx, subnet.Parent())
	if err != nil {
		return err
	}
	properties, err := document.Read(network.Properties)
	if err != nil {
		return err
	}
	guid, err := hex.DecodeString(strings.ReplaceAll(document.String(properties, "resourceGuid"), "-", ""))
	if err != nil {
		return err
	}
	label := strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(guid))
	document.Set(w.Properties, "dnsSettings.internalDomainNameSuffix", label+".dx.internal.cloudapp.net")
	return nil
}

func deleteInterface(ctx context.Context, r *arm.Removal) error {
	user, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	return resource.Invalid("NicInUse", "Network Interface %s is used by existing resource %s. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.", r.ID, user.ID)
}

// showKind shows the kind that interfaces have in the api-versions of private endpoints.
func showKind(s *arm.Shown) {
	if !s.Version.Before("2021-02-01") {
		s.Record.Members = map[string]json.RawMessage{"kind": document.Write("Regular"), "extendedLocation": s.Record.Members["extendedLocation"]}
	}
}

// interfaceSince are the members that interfaces show from an api-version on,
// with what they show where nobody set them.
var interfaceSince = []struct {
	since  arm.Version
	member string
	value  any
}{
	{"2018-08-01", "tapConfigurations", []any{}},
	{"2018-10-01", "hostedWorkloads", []any{}},
	{"2021-02-01", "nicType", "Standard"},
	{"2021-03-01", "allowPort25Out", true},
	{"2021-05-01", "vnetEncryptionSupported", false},
	{"2022-01-01", "auxiliaryMode", "None"},
	{"2022-11-01", "auxiliarySku", "None"},
}

// dressInterface shows the machine that the interface is connected to, and what
// belongs to the api-version.
func dressInterface(ctx context.Context, c *arm.Call, record resource.Record, properties map[string]any) error {
	mark(record, properties, "ipConfigurations")
	for _, added := range interfaceSince {
		if !c.Version.Before(added.since) {
			document.Default(properties, added.member, added.value)
		}
	}
	if c.Version.Before("2022-01-01") {
		document.Default(properties, "enableAcceleratedNetworking", false)
	}
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return err
	}
	machines, err := findUsers(ctx, c, id)
	if err == nil && len(machines) > 0 {
		properties["virtualMachine"] = map[string]any{"id": machines[0].ID}
		properties["primary"] = true
	}
	return err
}
