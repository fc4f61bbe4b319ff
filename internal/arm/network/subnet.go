package network

import (
	"context"
	"net/netip"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const subnetType = "Microsoft.Network/virtualNetworks/subnets"

func subnet() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "virtualNetworks/subnets",
		Display:     "Subnets",
		Versions:    versions,
		References:  subnetReferences(""),
		NoPatch:     true,
		ParentFirst: true,
		Missing:     notInside,
		Provisioned: true,
		Operations:  arm.NetworkOperations(),
		Etag:        arm.GUIDEtag,
		Write:       writeSubnet,
		Delete:      deleteSubnet,
		Show: func(ctx context.Context, s *arm.Shown) error {
			properties, err := s.Properties()
			if err != nil {
				return err
			}
			return dressSubnet(ctx, s.Call, s.Record.ID, properties)
		},
	}
}

// subnetReferences are what a subnet refers to; inside is the path to it in a
// body that holds it, or "".
func subnetReferences(inside string) []arm.Reference {
	return []arm.Reference{
		{Path: inside + "properties.networkSecurityGroup.id", Type: groupType, Action: joinGroup},
	}
}

// writeSubnet checks a subnet against its network and the other subnets. The
// network is written with it: two subnets that are made at the same time see
// each other, and the network's etag moves, as in Azure.
func writeSubnet(ctx context.Context, w *arm.Write) error {
	parent := w.ID.Parent()
	network, err := w.Unit.Record(ctx, parent)
	if err != nil {
		return err
	}
	value, err := document.Read(network.Properties)
	if err != nil {
		return err
	}
	space, err := addressSpace(network.ID, value.(map[string]any))
	if err != nil {
		return err
	}
	fillSubnet(w.Properties)
	siblings, err := subnetsOf(ctx, w.Unit, parent)
	if err != nil {
		return err
	}
	place := 0
	all := []subnetRange{{id: w.ID, properties: w.Properties}}
	for _, s := range siblings {
		if !s.id.Equal(w.ID) {
			all = append(all, s)
			place = max(place, s.place+1)
		}
	}
	if w.Old == nil {
		w.Record.Server = writePlace(place)
	}
	if err := checkAll(parent.Name(), space, all); err != nil {
		return err
	}
	network.Etag = w.Engine().Sources.For("etag", parent.Key()).NewGUID()
	w.Unit.Put(network.Document())
	return nil
}

// fillSubnet gives a subnet what Azure gives it.
func fillSubnet(properties map[string]any) {
	for _, computed := range []string{"ipConfigurations", "ipConfigurationProfiles", "privateEndpoints", "resourceNavigationLinks", "serviceAssociationLinks", "purpose"} {
		document.Remove(properties, computed)
	}
	properties["provisioningState"] = "Succeeded"
}

// dressSubnet shows what is in a subnet, and what belongs to the api-version.
func dressSubnet(ctx context.Context, c *arm.Call, subnetID string, properties map[string]any) error {
	if !c.Version.Before("2018-08-01") {
		document.Default(properties, "delegations", []any{})
	}
	if !c.Version.Before("2019-04-01") {
		policies := "Disabled"
		if c.Version.Before("2022-01-01") {
			policies = "Enabled"
		}
		document.Default(properties, "privateEndpointNetworkPolicies", policies)
		document.Default(properties, "privateLinkServiceNetworkPolicies", "Enabled")
	}
	if !c.Version.Before("2024-01-01") {
		document.Default(properties, "ipamPoolPrefixAllocations", []any{})
	}
	id, err := resource.ParseID(subnetID)
	if err != nil {
		return err
	}
	in, err := configurationsAt(ctx, c, id, "subnet")
	if err == nil && len(in) > 0 {
		properties["ipConfigurations"] = references(in)
	}
	return err
}

func deleteSubnet(ctx context.Context, r *arm.Removal) error {
	user, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	return resource.Invalid("InUseSubnetCannotBeDeleted", "Subnet %s is in use by %s and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.", r.ID.Name(), user.ID)
}

// subnetRange is a subnet with its properties.
type subnetRange struct {
	id         resource.ID
	properties map[string]any
	place      int // among the network's subnets
}

// prefixes are the subnet's address ranges: addressPrefixes, or the one addressPrefix.
func (s subnetRange) prefixes() ([]netip.Prefix, error) {
	texts := document.Array(s.properties, "addressPrefixes")
	if len(texts) == 0 {
		texts = []any{s.properties["addressPrefix"]}
	}
	ranges := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		var err error
		if ranges[i], err = parsePrefix(s.id.String(), text); err != nil {
			return nil, err
		}
	}
	return ranges, nil
}

// checkAll checks that the subnets lie inside the network's space and apart from each other.
func checkAll(network string, space []netip.Prefix, subnets []subnetRange) error {
	var taken []netip.Prefix
	for _, s := range subnets {
		ranges, err := s.prefixes()
		if err != nil {
			return err
		}
		for _, r := range ranges {
			if !inside(r, space) {
				return resource.Invalid("NetcfgInvalidSubnet", "Subnet '%s' is not valid because its IP address range is outside the IP address range of virtual network '%s'.", s.id.Name(), network)
			}
			for _, other := range taken {
				if other.Overlaps(r) {
					return resource.Invalid("NetcfgSubnetRangesOverlap", "Subnet '%s' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '%s'.", s.id.Name(), network)
				}
			}
		}
		taken = append(taken, ranges...)
	}
	return nil
}

func inside(r netip.Prefix, space []netip.Prefix) bool {
	for _, s := range space {
		if s.Contains(r.Addr()) && s.Bits() <= r.Bits() {
			return true
		}
	}
	return false
}

func subnetsOf(ctx context.Context, u *arm.Unit, network resource.ID) ([]subnetRange, error) {
	documents, err := u.List(ctx, resource.Query{Kind: "microsoft.network/virtualnetworks/subnets", Under: network.Key()})
	if err != nil {
		return nil, err
	}
	subnets := make([]subnetRange, len(documents))
	for i, d := range documents {
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		value, err := document.Read(record.Properties)
		if err != nil {
			return nil, err
		}
		id, err := resource.ParseID(record.ID)
		if err != nil {
			return nil, err
		}
		place, err := readPlace(record)
		if err != nil {
			return nil, err
		}
		subnets[i] = subnetRange{id, value.(map[string]any), place}
	}
	return subnets, nil
}
