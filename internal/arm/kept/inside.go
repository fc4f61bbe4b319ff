package kept

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// reserved is how many addresses at a subnet's beginning are Azure's own.
const reserved = 4

// firewall gives a firewall the first address of the subnet that its first
// configuration names.
func firewall(ctx context.Context, w *arm.Write, _ string) error {
	configurations := document.Array(w.Properties, "ipConfigurations")
	if len(configurations) == 0 {
		return nil
	}
	first, _ := configurations[0].(map[string]any)
	network, ok, err := subnetOf(ctx, w, first)
	if err == nil && ok {
		document.Set(first, "properties.privateIPAddress", address(network, reserved).String())
	}
	return err
}

// gateway gives the gateway of a virtual network an address for BGP in its
// subnet for each of its configurations: the one before the last for one alone,
// the first ones for several.
func gateway(ctx context.Context, w *arm.Write, _ string) error {
	configurations := document.Array(w.Properties, "ipConfigurations")
	var addresses []string
	for i, one := range configurations {
		network, ok, err := subnetOf(ctx, w, one)
		if err != nil || !ok {
			return err
		}
		at := reserved + i
		if size := network.Addr().BitLen() - network.Bits(); len(configurations) == 1 && size < 16 {
			at = 1<<size - 2
		}
		addresses = append(addresses, address(network, at).String())
	}
	if len(addresses) > 0 {
		document.Set(w.Properties, "bgpSettings.bgpPeeringAddress", strings.Join(addresses, ","))
	}
	return nil
}

// address is the one at a place in a network, from 0.
func address(network netip.Prefix, place int) netip.Addr {
	a := network.Addr()
	for range place {
		a = a.Next()
	}
	return a
}

// subnetOf is the range of the subnet that an IP configuration names; ok is false
// where it names none that is there.
func subnetOf(ctx context.Context, w *arm.Write, configuration any) (network netip.Prefix, ok bool, err error) {
	id, err := resource.ParseID(document.String(configuration, "properties.subnet.id"))
	if err != nil {
		return network, false, nil //nolint:nilerr // it is kept as it is
	}
	subnet, err := w.Unit.Record(ctx, id)
	if errors.Is(err, resource.ErrNotFound) {
		return network, false, nil
	}
	if err != nil {
		return network, false, err
	}
	properties, err := document.Read(subnet.Properties)
	if err != nil {
		return network, false, err
	}
	prefix := document.String(properties, "addressPrefix")
	if prefixes := document.Array(properties, "addressPrefixes"); prefix == "" && len(prefixes) > 0 {
		prefix, _ = prefixes[0].(string)
	}
	network, err = netip.ParsePrefix(prefix)
	return network.Masked(), err == nil, nil
}
