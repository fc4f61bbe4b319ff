package network

import (
	"context"
	"encoding/json"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// fillFrontend connects a frontend with its subnet or its public address.
func fillFrontend(ctx context.Context, w *arm.Write, id string, properties map[string]any) error {
	document.Default(properties, "privateIPAllocationMethod", "Dynamic")
	switch {
	case document.At(properties, "publicIPAddress.id") != nil:
		if err := checkSKUs(ctx, w, document.String(properties, "publicIPAddress.id")); err != nil {
			return err
		}
		return claimPublicIP(ctx, w, properties, id)
	case document.At(properties, "subnet.id") != nil:
		document.Default(properties, "privateIPAddressVersion", "IPv4")
		return place(ctx, w, "frontendIPConfigurations", properties, id)
	case document.At(properties, "publicIPPrefix.id") != nil:
		return nil
	}
	return cannotParse("MissingJsonProperty", "Frontend IP configuration %s must reference either a subnet, a public IP address or a public IP prefix.", id)
}

// checkSKUs refuses a public address of another sku than the load balancer's.
func checkSKUs(ctx context.Context, w *arm.Write, publicIP string) error {
	id, err := resource.ParseID(publicIP)
	if err != nil {
		return err
	}
	address, err := w.Unit.Record(ctx, id)
	if err != nil {
		return err
	}
	name := func(record resource.Record) (string, error) {
		sku, err := document.Read(record.Members["sku"])
		return document.String(sku, "name"), err
	}
	theirs, err := name(address)
	if err != nil {
		return err
	}
	ours, err := name(w.Record)
	if err != nil || theirs == ours {
		return err
	}
	return resource.Invalid("PublicIPAndLBSkuDoNotMatch", "%s sku load balancer %s cannot reference %s sku publicIP %s.", ours, w.Record.ID, theirs, id)
}

func fillProbe(id string, properties map[string]any) error {
	if err := oneOf(id, properties, "protocol", "Tcp", "Http", "Https"); err != nil {
		return err
	}
	document.Default(properties, "intervalInSeconds", json.Number("15"))
	document.Default(properties, "numberOfProbes", json.Number("2"))
	return portIn(id, properties, "port", 1)
}

func fillBalancingRule(id string, properties map[string]any) error {
	if err := oneOf(id, properties, "protocol", "Tcp", "Udp", "All"); err != nil {
		return err
	}
	document.Default(properties, "backendPort", document.At(properties, "frontendPort"))
	document.Default(properties, "loadDistribution", "Default")
	fillPorts(properties)
	if pools := idsAt(properties, "backendAddressPools"); len(pools) == 1 {
		document.Default(properties, "backendAddressPool", map[string]any{"id": pools[0]})
	}
	document.Remove(properties, "backendAddressPools")
	if err := portIn(id, properties, "frontendPort", 0); err != nil {
		return err
	}
	return portIn(id, properties, "backendPort", 0)
}

// fillNATRule completes inbound NAT rules and pools of them.
func fillNATRule(id string, properties map[string]any) error {
	document.Default(properties, "protocol", "Tcp")
	if err := oneOf(id, properties, "protocol", "Tcp", "Udp", "All"); err != nil {
		return err
	}
	fillPorts(properties)
	if document.At(properties, "frontendPortRangeStart") == nil {
		return portIn(id, properties, "frontendPort", 0)
	}
	for _, member := range []string{"frontendPortRangeStart", "frontendPortRangeEnd", "backendPort"} {
		if err := portIn(id, properties, member, 1); err != nil {
			return err
		}
	}
	start, _ := number(properties, "frontendPortRangeStart")
	if end, _ := number(properties, "frontendPortRangeEnd"); end < start {
		return cannotParse("InvalidJson", "The frontend port range %d-%d of resource %s ends before it begins.", start, end, id)
	}
	return nil
}

func fillOutboundRule(id string, properties map[string]any) error {
	document.Default(properties, "allocatedOutboundPorts", json.Number("0"))
	document.Default(properties, "idleTimeoutInMinutes", json.Number("4"))
	return oneOf(id, properties, "protocol", "Tcp", "Udp", "All")
}

// fillPorts gives a rule what Azure gives every rule that forwards a port.
func fillPorts(properties map[string]any) {
	document.Default(properties, "idleTimeoutInMinutes", json.Number("4"))
	for _, flag := range []string{"enableFloatingIP", "enableDestinationServiceEndpoint", "enableTcpReset", "allowBackendPortConflict"} {
		document.Default(properties, flag, false)
	}
}

// lastPort is the greatest port that a load balancer's rule may name
// (Microsoft, "LoadBalancingRule").
const lastPort = 65535

func portIn(id string, properties map[string]any, member string, least int) error {
	port, ok := number(properties, member)
	if ok && port >= least && port <= lastPort {
		return nil
	}
	return cannotParse("InvalidJson", "The value of property '%s' of resource %s must be a number from %d to %d.", member, id, least, lastPort)
}
