package network

import (
	"context"
	"net/netip"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Addresses gives private addresses of subnets to what is no network interface
// of its own: the instances of scale sets.
type Addresses struct{}

// Hold is the index that gives an address of a subnet to the document that holds
// it: of two that take the same one at once, the store refuses one.
func (Addresses) Hold(subnet resource.ID, address netip.Addr) resource.Index {
	return addressOf(subnet, address)
}

// Free returns a function that gives the free addresses of a subnet's first
// prefix, one at each call, in rising order.
func (Addresses) Free(store resource.Store, subnet resource.Record) (func(context.Context) (netip.Addr, error), error) {
	id, err := resource.ParseID(subnet.ID)
	if err != nil {
		return nil, err
	}
	value, err := document.Read(subnet.Properties)
	if err != nil {
		return nil, err
	}
	properties, _ := value.(map[string]any)
	prefixes, err := subnetRange{id: id, properties: properties}.prefixes()
	if err != nil {
		return nil, err
	}
	within, next := prefixes[0], first(prefixes[0])
	return func(ctx context.Context) (netip.Addr, error) {
		for within.Contains(next) && within.Contains(next.Next()) {
			address := next
			next = next.Next()
			index := addressOf(id, address)
			holders, err := store.Find(ctx, index.Name, index.Value)
			if err != nil || len(holders) == 0 {
				return address, err
			}
		}
		return netip.Addr{}, resource.Invalid("SubnetIsFull", "Subnet %s with address prefix %s does not have enough capacity for 1 IP addresses.", id.Name(), within)
	}, nil
}
