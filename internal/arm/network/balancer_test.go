package network_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var ignoreEtags = cmpopts.IgnoreMapEntries(func(name string, _ any) bool { return name == "etag" })

// balancer is what the Azure CLI deploys with a scale set, and a rule with its probe.
const balancer = `{"location":"westus","properties":{
	"backendAddressPools":[{"name":"pool"}],
	"frontendIPConfigurations":[{"name":"front","properties":{"publicIPAddress":{"id":"{{publicIPAddresses/p}}"}}}],
	"probes":[{"name":"probe","properties":{"protocol":"http","port":80,"requestPath":"/"}}],
	"loadBalancingRules":[{"name":"rule","properties":{"frontendIPConfiguration":{"id":"{{loadBalancers/lb/frontendIPConfigurations/front}}"},"backendAddressPool":{"id":"{{loadBalancers/lb/backendAddressPools/pool}}"},"probe":{"id":"{{loadBalancers/lb/probes/probe}}"},"protocol":"tcp","frontendPort":80}}],
	"inboundNatPools":[{"name":"nat","properties":{"frontendIPConfiguration":{"id":"{{loadBalancers/lb/frontendIPConfigurations/front}}"},"protocol":"tcp","frontendPortRangeStart":"50000","frontendPortRangeEnd":"50119","backendPort":22}}]}}`

func startBalancer(t *testing.T) world {
	w := start(t)
	w.put("publicIPAddresses/p", `{"location":"westus"}`)
	w.put("loadBalancers/lb", balancer)
	return w
}

func TestLoadBalancer(t *testing.T) {
	t.Parallel()
	w := startBalancer(t)
	shown := w.get("loadBalancers/lb")
	w.same(shown, map[string]any{
		"sku.name": "Basic",
		"properties.frontendIPConfigurations.0.etag":                               shown.At("etag"),
		"properties.frontendIPConfigurations.0.properties.loadBalancingRules.0.id": w.id("loadBalancers/lb/loadBalancingRules/rule"),
		"properties.frontendIPConfigurations.0.properties.inboundNatPools.0.id":    w.id("loadBalancers/lb/inboundNatPools/nat"),
		"properties.backendAddressPools.0.properties.loadBalancingRules.0.id":      w.id("loadBalancers/lb/loadBalancingRules/rule"),
		"properties.probes.0.properties.loadBalancingRules.0.id":                   w.id("loadBalancers/lb/loadBalancingRules/rule"),
		"properties.probes.0.properties.intervalInSeconds":                         15.0,
		"properties.loadBalancingRules.0.properties.protocol":                      "Tcp",
		"properties.loadBalancingRules.0.properties.backendPort":                   80.0,
		"properties.loadBalancingRules.0.properties.loadDistribution":              "Default",
		"properties.loadBalancingRules.0.properties.backendAddressPools.0.id":      w.id("loadBalancers/lb/backendAddressPools/pool"),
		"properties.inboundNatPools.0.properties.frontendPortRangeStart":           50000.0,
		"properties.inboundNatPools.0.properties.idleTimeoutInMinutes":             4.0,
		"properties.outboundRules":                                                 nil,
	})
	w.same(w.get("publicIPAddresses/p"), map[string]any{"properties.ipConfiguration.id": w.id("loadBalancers/lb/frontendIPConfigurations/front"), "properties.ipAddress": "203.0.113.1"})
	w.refused("DELETE", "publicIPAddresses/p", "", 400, "PublicIPAddressCannotBeDeleted")

	// Parts by themselves: all are read, pools and NAT rules are written too.
	for _, part := range []string{"frontendIPConfigurations/front", "probes/probe", "loadBalancingRules/rule", "backendAddressPools/pool"} {
		w.same(w.get("loadBalancers/lb/"+part), map[string]any{"id": w.id("loadBalancers/lb/" + part), "etag": shown.At("etag")})
	}
	w.refused("PUT", "loadBalancers/lb/probes/probe", `{}`, 405, "MethodNotAllowed")
	rule := w.put("loadBalancers/lb/inboundNatRules/in", `{"location":"westus","properties":{"frontendIPConfiguration":{"id":"{{loadBalancers/lb/frontendIPConfigurations/front}}"},"protocol":"tcp","frontendPort":2222,"backendPort":22}}`)
	w.same(rule, map[string]any{"type": "Microsoft.Network/loadBalancers/inboundNatRules", "properties.protocol": "Tcp", "properties.frontendPort": 2222.0})
	w.put("loadBalancers/lb/backendAddressPools/second", `{}`)
	w.same(w.get("loadBalancers/lb"), map[string]any{
		"properties.inboundNatRules.0.name":                                     "in",
		"properties.backendAddressPools.1.name":                                 "second",
		"properties.frontendIPConfigurations.0.properties.inboundNatRules.0.id": w.id("loadBalancers/lb/inboundNatRules/in"),
	})

	// An interface in a pool.
	w.put("networkInterfaces/n", `{"location":"westus","properties":{"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"{{virtualNetworks/v/subnets/s}}"},
		"loadBalancerBackendAddressPools":[{"id":"{{loadBalancers/lb/backendAddressPools/second}}"}],"loadBalancerInboundNatRules":[{"id":"{{loadBalancers/lb/inboundNatRules/in}}"}]}}]}}`)
	w.same(w.get("loadBalancers/lb"), map[string]any{
		"properties.backendAddressPools.1.properties.backendIPConfigurations.0.id": w.id("networkInterfaces/n/ipConfigurations/c"),
		"properties.inboundNatRules.0.properties.backendIPConfiguration.id":        w.id("networkInterfaces/n/ipConfigurations/c"),
	})
	w.refused("DELETE", "loadBalancers/lb/backendAddressPools/second", "", 400, "InUseLoadBalancerCannotBeDeleted")
	w.refused("PUT", "loadBalancers/lb", balancer, 400, "InUseLoadBalancerCannotBeDeleted")
	w.refused("DELETE", "loadBalancers/lb", "", 400, "InUseLoadBalancerCannotBeDeleted")
	w.Must("DELETE", w.id("networkInterfaces/n")+version, nil)
	w.Must("DELETE", w.id("loadBalancers/lb")+version, nil)
	w.Must("DELETE", w.id("publicIPAddresses/p")+version, nil)
}

func TestLoadBalancerOfAScaleSet(t *testing.T) {
	t.Parallel()
	w := startBalancer(t)
	set := w.rg + "/providers/Microsoft.Compute/virtualMachineScaleSets/ss"
	body := func(pool string) string {
		return w.fill(`{"sku":{"capacity":2,"name":"Standard_D1_v2"},"location":"westus","properties":{"upgradePolicy":{"mode":"Manual"},"virtualMachineProfile":{
			"storageProfile":{"osDisk":{"createOption":"FromImage"}},"osProfile":{"computerNamePrefix":"ss","adminUsername":"u","adminPassword":"Password1234"},
			"networkProfile":{"networkInterfaceConfigurations":[{"name":"nic","properties":{"primary":true,"ipConfigurations":[{"name":"ip","properties":{"subnet":{"id":"{{virtualNetworks/v/subnets/s}}"},
			"loadBalancerBackendAddressPools":[{"id":"{{loadBalancers/lb/backendAddressPools/` + pool + `}}"}],"loadBalancerInboundNatPools":[{"id":"{{loadBalancers/lb/inboundNatPools/nat}}"}]}}]}}]}}}}`)
	}
	if reply := w.Do("PUT", set+"?api-version=2023-07-01", body("none")); reply.Status != 400 || reply.Text("error.code") != "InvalidResourceReference" {
		t.Errorf("a pool that is not there: %d %s", reply.Status, reply.Body)
	}
	w.Must("PUT", set+"?api-version=2023-07-01", body("pool"))
	one := set + "/virtualMachines/1/networkInterfaces/nic/ipConfigurations/ip"
	w.same(w.get("loadBalancers/lb"), map[string]any{
		"properties.backendAddressPools.0.properties.backendIPConfigurations.1.id": one,
		"properties.inboundNatRules.0.name":                                        "nat.0",
		"properties.inboundNatRules.1.name":                                        "nat.1",
		"properties.inboundNatRules.1.properties.frontendPort":                     50001.0,
		"properties.inboundNatRules.1.properties.backendPort":                      22.0,
		"properties.inboundNatRules.1.properties.backendIPConfiguration.id":        one,
		"properties.inboundNatRules.2":                                             nil,
	})
	w.same(w.get("loadBalancers/lb/inboundNatRules/nat.1"), map[string]any{"properties.frontendPort": 50001.0})
	w.same(w.get("virtualNetworks/v/subnets/s"), map[string]any{"properties.ipConfigurations.1.id": one})
	// Sent back as it was read, the balancer stays what it is.
	before := w.get("loadBalancers/lb")
	w.put("loadBalancers/lb", before.Body)
	if diff := cmp.Diff(before.At("properties"), w.get("loadBalancers/lb").At("properties"), ignoreEtags); diff != "" {
		t.Error(diff)
	}
	reply := w.refused("DELETE", "loadBalancers/lb", "", 400, "LoadBalancerInUseByVirtualMachineScaleSet")
	if !strings.Contains(reply.Text("error.message"), set) {
		t.Errorf("the set is not named: %s", reply.Body)
	}
	w.Must("DELETE", w.rg+"?api-version=2021-04-01", nil)
}

func TestWrongLoadBalancers(t *testing.T) {
	t.Parallel()
	w := startBalancer(t)
	w.put("publicIPAddresses/standard", `{"location":"westus","sku":{"name":"Standard"},"properties":{"publicIPAllocationMethod":"Static"}}`)
	for _, test := range []struct{ name, properties, code string }{
		{"a frontend of nothing", `"frontendIPConfigurations":[{"name":"f"}]`, "InvalidRequestFormat/MissingJsonProperty"},
		{"a taken public address", `"frontendIPConfigurations":[{"name":"f","properties":{"publicIPAddress":{"id":"{{publicIPAddresses/p}}"}}}]`, "PublicIPAddressInUse"},
		{"a public address of another sku", `"frontendIPConfigurations":[{"name":"f","properties":{"publicIPAddress":{"id":"{{publicIPAddresses/standard}}"}}}]`, "PublicIPAndLBSkuDoNotMatch"},
		{"a subnet that is not there", `"frontendIPConfigurations":[{"name":"f","properties":{"subnet":{"id":"{{virtualNetworks/v/subnets/none}}"}}}]`, "InvalidResourceReference"},
		{"a rule for another balancer", `"loadBalancingRules":[{"name":"r","properties":{"protocol":"Tcp","frontendPort":1,"frontendIPConfiguration":{"id":"{{loadBalancers/lb/frontendIPConfigurations/front}}"}}}]`, "InvalidResourceReference"},
		{"a rule without a port", `"loadBalancingRules":[{"name":"r","properties":{"protocol":"Tcp"}}]`, "InvalidRequestFormat/InvalidJson"},
		{"a port too great", `"inboundNatRules":[{"name":"r","properties":{"frontendPort":65536}}]`, "InvalidRequestFormat/InvalidJson"},
		{"a range backwards", `"inboundNatPools":[{"name":"r","properties":{"protocol":"Tcp","frontendPortRangeStart":2,"frontendPortRangeEnd":1,"backendPort":22}}]`, "InvalidRequestFormat/InvalidJson"},
		{"a probe of no protocol", `"probes":[{"name":"r","properties":{"port":80}}]`, "InvalidRequestFormat/MissingJsonProperty"},
		{"two parts of one name", `"backendAddressPools":[{"name":"r"},{"name":"R"}]`, "InvalidRequestFormat/DuplicateResourceName"},
		{"no array", `"backendAddressPools":{}`, "InvalidRequestContent"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := world{w.World, t, w.rg}
			w.refused("PUT", "loadBalancers/new", `{"location":"westus","properties":{`+test.properties+`}}`, 400, test.code)
			w.refused("GET", "loadBalancers/new", "", 404, "ResourceNotFound")
		})
	}
}
