package uniform

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Addresses gives instances private addresses of the subnets that they are in;
// network.Addresses does.
type Addresses interface {
	// Free returns a function that gives the free addresses of a subnet, one at each call.
	Free(store resource.Store, subnet resource.Record) (func(context.Context) (netip.Addr, error), error)
	// Hold is the index that gives an address of a subnet to the document that holds it.
	Hold(subnet resource.ID, address netip.Addr) resource.Index
}

// lease gives the instance an address for each of its configurations: the one
// that it has in the subnet, or the next free one.
func (r *Roster) lease(ctx context.Context, facts *model.InstanceFacts, properties map[string]any) ([]resource.Index, error) {
	had := facts.Leases
	facts.Leases = nil
	var indexes []resource.Index
	for _, wanted := range leasesOf(properties) {
		subnet, err := resource.ParseID(wanted.Subnet)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(had, wanted.Serves); i >= 0 {
			wanted.Address = had[i].Address
		} else if wanted.Address, err = r.take(ctx, subnet); err != nil {
			return nil, err
		}
		address, err := netip.ParseAddr(wanted.Address)
		if err != nil {
			return nil, err
		}
		indexes = append(indexes, r.supply.Addresses.Hold(subnet, address))
		facts.Leases = append(facts.Leases, wanted)
	}
	return indexes, nil
}

// take is the next free address of a subnet.
func (r *Roster) take(ctx context.Context, subnet resource.ID) (string, error) {
	next := r.free[subnet.Key()]
	if next == nil {
		record, err := r.unit.Record(ctx, subnet)
		if err != nil {
			return "", err
		}
		if next, err = r.supply.Addresses.Free(r.call.Engine().Store, record); err != nil {
			return "", err
		}
		r.free[subnet.Key()] = next
	}
	address, err := next(ctx)
	return address.String(), err
}

// leasesOf are the leases that an instance's profile asks for, without addresses.
func leasesOf(properties map[string]any) []model.Lease {
	var leases []model.Lease
	for _, nic := range document.Array(properties, "networkProfileConfiguration.networkInterfaceConfigurations") {
		for _, ip := range document.Array(nic, "properties.ipConfigurations") {
			subnet := document.String(ip, "properties.subnet.id")
			if subnet != "" && !strings.EqualFold(document.String(ip, "properties.privateIPAddressVersion"), "IPv6") {
				leases = append(leases, model.Lease{Interface: document.String(nic, "name"), Configuration: document.String(ip, "name"), Subnet: strings.ToLower(subnet)})
			}
		}
	}
	return leases
}
