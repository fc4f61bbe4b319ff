package instance

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// network tells of the machine's interfaces, the primary one first.
func (s Source) network(ctx context.Context, m machine) (Network, error) {
	n := Network{Interface: []Interface{}}
	add := func(i Interface, primary bool) {
		if primary {
			n.Interface = append([]Interface{i}, n.Interface...)
			return
		}
		n.Interface = append(n.Interface, i)
	}
	if m.inSet {
		return n, s.leased(ctx, m, add)
	}
	for _, reference := range document.Array(m.properties, "networkProfile.networkInterfaces") {
		_, properties, err := s.find(ctx, document.String(reference, "id"))
		if err != nil {
			return n, err
		}
		if properties == nil {
			continue // the machine names one that is gone
		}
		i, err := s.ofResource(ctx, properties)
		if err != nil {
			return n, err
		}
		add(i, len(n.Interface) > 0 && document.At(reference, "properties.primary") == true)
	}
	return n, nil
}

// empty is an interface without addresses.
func empty(mac string) Interface {
	return Interface{
		IPv4:       Family{IPAddress: []IPAddress{}, Subnet: []Subnet{}},
		IPv6:       Family{IPAddress: []IPAddress{}},
		MACAddress: strings.ReplaceAll(mac, "-", ""),
	}
}

// ofResource is the interface of a virtual machine, which is a resource.
func (s Source) ofResource(ctx context.Context, properties any) (Interface, error) {
	i := empty(document.String(properties, "macAddress"))
	for _, configuration := range document.Array(properties, "ipConfigurations") {
		public, err := s.publicAddress(ctx, document.String(configuration, "properties.publicIPAddress.id"))
		if err != nil {
			return i, err
		}
		address := IPAddress{document.String(configuration, "properties.privateIPAddress"), public}
		if err := s.add(ctx, &i, address, document.String(configuration, "properties.subnet.id")); err != nil {
			return i, err
		}
	}
	return i, nil
}

// leased are the interfaces of an instance, which are none.
func (s Source) leased(ctx context.Context, m machine, add func(Interface, bool)) error {
	var facts struct {
		Leases []struct{ Interface, Subnet, Address string }
	}
	if err := json.Unmarshal(m.record.Server, &facts); err != nil {
		return fmt.Errorf("instance: %s: %w", m.record.ID, err)
	}
	for _, configuration := range document.Array(m.properties, "networkProfileConfiguration.networkInterfaceConfigurations") {
		name := document.String(configuration, "name")
		i := empty(hardwareAddress(m.at("vmId"), name))
		for _, lease := range facts.Leases {
			if !strings.EqualFold(lease.Interface, name) {
				continue
			}
			if err := s.add(ctx, &i, IPAddress{PrivateIPAddress: lease.Address}, lease.Subnet); err != nil {
				return err
			}
		}
		add(i, document.At(configuration, "properties.primary") == true)
	}
	return nil
}

// hardwareAddress is that of an instance's interface: one of the maker that Azure's
// have, and always the same.
func hardwareAddress(vmID, name string) string {
	digest := sha256.Sum256([]byte(vmID + "/" + name))
	return fmt.Sprintf("000D3A%02X%02X%02X", digest[0], digest[1], digest[2])
}

// add adds an address to the family that it is of, and the range of its subnet.
func (s Source) add(ctx context.Context, i *Interface, address IPAddress, subnet string) error {
	ip, err := netip.ParseAddr(address.PrivateIPAddress)
	if err != nil {
		return nil //nolint:nilerr // it has none yet
	}
	if ip.Is6() {
		i.IPv6.IPAddress = append(i.IPv6.IPAddress, address)
		return nil
	}
	i.IPv4.IPAddress = append(i.IPv4.IPAddress, address)
	if len(i.IPv4.Subnet) > 0 {
		return nil
	}
	_, properties, err := s.find(ctx, subnet)
	if err != nil {
		return err
	}
	for _, prefix := range prefixes(properties) {
		if prefix.Contains(ip) {
			i.IPv4.Subnet = append(i.IPv4.Subnet, Subnet{prefix.Addr().String(), strconv.Itoa(prefix.Bits())})
		}
	}
	return nil
}

// prefixes are the ranges of a subnet.
func prefixes(subnet any) (all []netip.Prefix) {
	texts := document.Array(subnet, "addressPrefixes")
	texts = append(texts[:len(texts):len(texts)], document.At(subnet, "addressPrefix"))
	for _, text := range texts {
		if name, ok := text.(string); ok {
			if prefix, err := netip.ParsePrefix(name); err == nil {
				all = append(all, prefix)
			}
		}
	}
	return all
}

func (s Source) publicAddress(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	record, properties, err := s.find(ctx, id)
	if err != nil || properties == nil {
		return "", err
	}
	if given := document.String(properties, "ipAddress"); given != "" {
		return given, nil
	}
	var facts struct{ Address string }
	if len(record.Server) > 0 {
		if err := json.Unmarshal(record.Server, &facts); err != nil {
			return "", fmt.Errorf("instance: %s: %w", record.ID, err)
		}
	}
	return facts.Address, nil
}
