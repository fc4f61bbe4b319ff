package network

import (
	"context"
	"net/netip"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// reserved is how many addresses at a subnet's beginning Azure keeps for itself:
// the network's, the gateway's and two for its name service. The last is the
// broadcast address.
const reserved = 4

// addressIndex is the unique index that gives an address of a subnet to one
// configuration.
const addressIndex = "address"

// place puts a configuration into its subnet: the address that it asks for, that
// it had, or the first free one.
func place(ctx context.Context, w *arm.Write, member string, properties map[string]any, id string) error {
	subnetID, err := subnetOf(w, properties, id)
	if err != nil {
		return err
	}
	record, err := w.Unit.Record(ctx, subnetID)
	if err != nil {
		return err
	}
	value, err := document.Read(record.Properties)
	if err != nil {
		return err
	}
	ranges, err := subnetRange{id: subnetID, properties: value.(map[string]any)}.prefixes()
	if err != nil {
		return err
	}
	had, hasHad := hadAddress(w, member, id, subnetID)
	address, err := chooseAddress(ctx, w, subnetID, ranges, properties, had, hasHad)
	if err != nil {
		return err
	}
	properties["privateIPAddress"] = address.String()
	w.Indexes = append(w.Indexes, addressOf(subnetID, address))
	return nil
}

func addressOf(subnet resource.ID, address netip.Addr) resource.Index {
	return resource.Index{Name: addressIndex, Value: subnet.Key() + "|" + address.String(), Unique: true}
}

func subnetOf(w *arm.Write, properties map[string]any, id string) (resource.ID, error) {
	text := document.String(properties, "subnet.id")
	if text == "" {
		return resource.ID{}, resource.Invalid("LinkedInvalidPropertyId", "Property id '' at path 'properties.subnet.id' of IP configuration %s of %s is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.", id, w.Record.ID)
	}
	return resource.ParseID(text)
}

func chooseAddress(ctx context.Context, w *arm.Write, subnet resource.ID, ranges []netip.Prefix, properties map[string]any, had netip.Addr, hasHad bool) (netip.Addr, error) {
	static := strings.EqualFold(document.String(properties, "privateIPAllocationMethod"), "Static")
	method := map[bool]string{true: "Static", false: "Dynamic"}[static]
	properties["privateIPAllocationMethod"] = method
	if text := document.String(properties, "privateIPAddress"); static {
		return staticAddress(ctx, w, subnet, ranges, text)
	}
	if hasHad {
		return had, nil
	}
	// Interfaces that one unit makes, those of a scale set's machines, do not see
	// each other in the store: each goes on after the one before.
	next := arm.Once(w.Unit, "addresses of "+subnet.Key(), func() *netip.Addr {
		address := first(ranges[0])
		return &address
	})
	for address := *next; ranges[0].Contains(address) && ranges[0].Contains(address.Next()); address = address.Next() {
		free, err := isFree(ctx, w, subnet, address)
		if err != nil || free {
			*next = address.Next()
			return address, err
		}
	}
	return netip.Addr{}, resource.Invalid("SubnetIsFull", "Subnet %s with address prefix %s does not have enough capacity for 1 IP addresses.", subnet.Name(), ranges[0])
}

func staticAddress(ctx context.Context, w *arm.Write, subnet resource.ID, ranges []netip.Prefix, text string) (netip.Addr, error) {
	address, err := netip.ParseAddr(text)
	if err != nil {
		return address, resource.Invalid("InvalidIPAddressFormat", "IP address '%s' of network interface %s is not formatted correctly.", text, w.Record.ID)
	}
	if !inside(netip.PrefixFrom(address, address.BitLen()), ranges) {
		return address, resource.Invalid("PrivateIPAddressNotInSubnet", "Private static IP address %s does not belong to the range of subnet prefix %s.", text, ranges[0])
	}
	free, err := isFree(ctx, w, subnet, address)
	if err == nil && !free {
		err = resource.Invalid("PrivateIPAddressIsAllocated", "IP configuration of %s is using the private IP address %s which is already allocated.", w.Record.ID, text)
	}
	return address, err
}

// hadAddress is the address that the configuration has in the subnet so far.
func hadAddress(w *arm.Write, member, id string, subnet resource.ID) (netip.Addr, bool) {
	for _, old := range document.Array(w.OldProperties, member) {
		if strings.EqualFold(document.String(old, "id"), id) && strings.EqualFold(document.String(old, "properties.subnet.id"), subnet.String()) {
			address, err := netip.ParseAddr(document.String(old, "properties.privateIPAddress"))
			return address, err == nil
		}
	}
	return netip.Addr{}, false
}

func first(r netip.Prefix) netip.Addr {
	address := r.Addr()
	for range reserved {
		address = address.Next()
	}
	return address
}

// isFree reports whether no other interface has the address, and no other
// configuration of this one. It looks without a claim: of two that choose the
// same address at once, the store refuses one, which then chooses anew.
func isFree(ctx context.Context, w *arm.Write, subnet resource.ID, address netip.Addr) (bool, error) {
	index := addressOf(subnet, address)
	for _, mine := range w.Indexes {
		if mine == index {
			return false, nil
		}
	}
	holders, err := w.Engine().Store.Find(ctx, index.Name, index.Value)
	return err == nil && (len(holders) == 0 || holders[0].Key == w.ID.Key()), err
}
