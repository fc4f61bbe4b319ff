package network

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

func virtualNetwork() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "virtualNetworks",
		Display:     "Virtual Networks",
		Versions:    versions,
		Located:     true,
		Members:     []string{"extendedLocation"},
		Required:    []string{"properties.addressSpace"},
		Kept:        []string{"resourceGuid"},
		Provisioned: true,
		Operations:  arm.NetworkOperations(),
		Etag:        arm.GUIDEtag,
		Write:       writeVNet,
		Show:        showVNet,
		Actions: []arm.Action{
			{Name: "CheckIPAddressAvailability", Display: "Check the availability of addresses of", Read: true, Do: checkAddress},
			{Name: "usages", Display: "Read the usage of", Read: true, Do: listUsages},
		},
	}
}

// writeVNet checks the address space and, where subnets are sent inside the
// network, makes the network's subnets those. A network that is sent without
// the member keeps its subnets.
func writeVNet(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["resourceGuid"] = w.Engine().Sources.For("resourceGuid", w.ID.Key()).NewGUID()
	}
	document.Default(w.Properties, "enableDdosProtection", false)
	if _, err := w.Follow(ctx, subnetReferences("properties.subnets.*.")); err != nil {
		return err
	}
	space, err := addressSpace(w.Record.ID, w.Properties)
	if err != nil {
		return err
	}
	sent, name, wanted := document.Member(w.Properties, "subnets")
	delete(w.Properties, name)
	delete(w.Properties, "virtualNetworkPeerings")
	present, err := readSubnets(ctx, w)
	if err != nil {
		return err
	}
	if !wanted || sent == nil {
		return checkAll(w.ID.Name(), space, present)
	}
	elements, ok := sent.([]any)
	if !ok {
		return invalidContent("properties.subnets", sent)
	}
	return replaceSubnets(ctx, w, space, present, elements)
}

func addressSpace(id string, properties map[string]any) ([]netip.Prefix, error) {
	texts := document.Array(properties, "addressSpace.addressPrefixes")
	if len(texts) == 0 {
		return nil, resource.Invalid("InvalidRequestFormat", "The virtual network %s has no address prefixes: properties.addressSpace.addressPrefixes is missing or empty.", id)
	}
	space := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		var err error
		if space[i], err = parsePrefix(id, text); err != nil {
			return nil, err
		}
	}
	return space, nil
}

func parsePrefix(id string, value any) (netip.Prefix, error) {
	text, _ := value.(string)
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return prefix, resource.Invalid("InvalidAddressPrefixFormat", "Address prefix %v of resource %s is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.", value, id)
	}
	if prefix.Masked() != prefix {
		return prefix, resource.Invalid("InvalidCIDRNotation", "The address prefix %s in resource %s has an invalid CIDR notation. For the given prefix length, the address prefix should be %s.", text, id, prefix.Masked())
	}
	return prefix, nil
}

// showVNet shows the subnets inside their network.
func showVNet(ctx context.Context, s *arm.Shown) error {
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	id, err := resource.ParseID(s.Record.ID)
	if err != nil {
		return err
	}
	records, err := subnetRecords(ctx, s.Call, id)
	if err != nil {
		return err
	}
	subnets := make([]any, len(records))
	for i, record := range records {
		if subnets[i], err = showInside(ctx, s.Call, record); err != nil {
			return err
		}
	}
	properties["subnets"] = subnets
	document.Default(properties, "virtualNetworkPeerings", []any{})
	if s.Version.Before("2020-03-01") {
		document.Default(properties, "enableVmProtection", false)
	} else if document.At(properties, "enableVmProtection") == false {
		document.Remove(properties, "enableVmProtection")
	}
	if !s.Version.Before("2024-01-01") {
		document.Default(properties, "addressSpace.ipamPoolPrefixAllocations", []any{})
	}
	if !s.Version.Before("2024-03-01") {
		document.Default(properties, "privateEndpointVNetPolicies", "Disabled")
	}
	return nil
}

// subnetRecords are a network's subnets in the order in which they were given.
func subnetRecords(ctx context.Context, c *arm.Call, network resource.ID) ([]resource.Record, error) {
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: c.Engine().Type(subnetType).Kind(), Under: network.Key()})
	if err != nil {
		return nil, err
	}
	records, err := resource.ParseRecords(documents)
	if err != nil {
		return nil, err
	}
	places := make(map[string]int, len(records))
	for _, r := range records {
		if places[r.ID], err = readPlace(r); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(records, func(a, b resource.Record) int { return places[a.ID] - places[b.ID] })
	return records, nil
}

func invalidContent(path string, value any) error {
	return resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: '%s'.", fmt.Sprintf("The value %s is not of the expected type. Path '%s'.", document.Write(value), path))
}
