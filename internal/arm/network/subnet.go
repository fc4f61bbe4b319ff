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
		NoPatch:     true,
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
			return addUsers(ctx, s.Call, s.Record.ID, properties)
		},
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
	all := []subnetRange{{w.ID, w.Properties}}
	for _, s := range siblings {
		if !s.id.Equal(w.ID) {
			all = append(all, s)
		}
	}
	if err := checkAll(parent.Name(), space, all); err != nil {
		return err
	}
	network.Etag = w.Engine().Sources.NewGUID()
	w.Unit.Put(network.Document())
	return nil
}

// fillSubnet gives a subnet what Azure gives it.
func fillSubnet(properties map[string]any) {
	delete(properties, "ipConfigurations")
	document.Default(properties, "delegations", []any{})
	document.Default(properties, "privateEndpointNetworkPolicies", "Disabled")
	document.Default(properties, "privateLinkServiceNetworkPolicies", "Enabled")
	properties["provisioningState"] = "Succeeded"
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
		subnets[i] = subnetRange{id, value.(map[string]any)}
	}
	return subnets, nil
}
