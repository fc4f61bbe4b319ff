package network_test

import "testing"

func TestSubnetsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.put("virtualNetworks/v/subnets/a", `{"properties":{"addressPrefix":"10.0.2.0/24"}}`)
	order := func(names ...any) {
		t.Helper()
		reply := w.get("virtualNetworks/v")
		for i, name := range names {
			w.same(reply, map[string]any{"properties.subnets." + string(rune('0'+i)) + ".name": name})
		}
	}
	order("s", "b", "a", nil)
	w.put("virtualNetworks/v", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[
		{"name":"a","properties":{"addressPrefix":"10.0.2.0/24"}},{"name":"z","properties":{"addressPrefixes":["10.0.3.0/24"]}},{"name":"b","properties":{"addressPrefix":"10.0.1.0/24"}}]}}`)
	order("a", "z", "b", nil)
	w.same(w.get("virtualNetworks/v/subnets/z"), map[string]any{"properties.addressPrefixes.0": "10.0.3.0/24"})
	w.refused("PUT", "virtualNetworks/v", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[
		{"name":"a","properties":{"addressPrefix":"10.0.2.0/24"}},{"name":"A","properties":{"addressPrefix":"10.0.3.0/24"}}]}}`, 400, "InvalidRequestFormat/DuplicateResourceName")
	order("a", "z", "b", nil)
}

func TestMissingSubnet(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.refused("GET", "virtualNetworks/none/subnets/s", "", 404, "ResourceNotFound")
	w.refused("GET", "virtualNetworks/v/subnets/none", "", 404, "NotFound")
	w.refused("PUT", "virtualNetworks/none/subnets/s", `{"properties":{"addressPrefix":"10.0.0.0/24"}}`, 404, "ParentResourceNotFound")
}

func TestNetworkByVersion(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.put("networkInterfaces/n", `{"location":"westus","properties":{"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"{{virtualNetworks/v/subnets/s}}"}}}]}}`)
	for _, test := range []struct {
		version      string
		network, nic map[string]any
	}{
		{"2018-01-01", map[string]any{
			"properties.enableVmProtection": false, "properties.privateEndpointVNetPolicies": nil,
			"properties.subnets.0.properties.delegations": nil, "properties.subnets.0.properties.privateEndpointNetworkPolicies": nil,
		}, map[string]any{"kind": nil, "properties.nicType": nil, "properties.enableAcceleratedNetworking": false}},
		{"2019-09-01", map[string]any{
			"properties.enableVmProtection": false, "properties.subnets.0.properties.privateEndpointNetworkPolicies": "Enabled",
		}, map[string]any{"kind": nil}},
		{"2022-01-01", map[string]any{
			"properties.enableVmProtection": nil, "properties.subnets.0.properties.privateEndpointNetworkPolicies": "Disabled",
			"properties.addressSpace.ipamPoolPrefixAllocations": nil,
		}, map[string]any{"kind": "Regular", "properties.nicType": "Standard", "properties.auxiliaryMode": "None", "properties.allowPort25Out": true}},
		{"2024-05-01", map[string]any{"properties.privateEndpointVNetPolicies": "Disabled"}, map[string]any{"kind": "Regular"}},
	} {
		t.Run(test.version, func(t *testing.T) {
			w := world{w.World, t, w.rg}
			w.same(w.Must("GET", w.id("virtualNetworks/v")+"?api-version="+test.version, nil), test.network)
			w.same(w.Must("GET", w.id("networkInterfaces/n")+"?api-version="+test.version, nil), test.nic)
		})
	}
}

func TestAddressesOfANetwork(t *testing.T) {
	t.Parallel()
	w := start(t)
	nic := w.put("networkInterfaces/n", `{"location":"westus","properties":{"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"{{virtualNetworks/v/subnets/s}}"}}}]}}`)
	if suffix := nic.Text("properties.dnsSettings.internalDomainNameSuffix"); len(suffix) != 26+len(".dx.internal.cloudapp.net") {
		t.Errorf("internalDomainNameSuffix: %q", suffix)
	}
	w.same(w.get("networkInterfaces/n/ipConfigurations/c"), map[string]any{"properties.privateIPAddress": "10.0.0.4", "etag": nic.At("etag")})
	for _, test := range []struct {
		address string
		want    map[string]any
	}{
		{"10.0.0.4", map[string]any{"available": false, "availableIPAddresses.0": "10.0.0.5", "availableIPAddresses.4": "10.0.0.9", "availableIPAddresses.5": nil}},
		{"10.0.0.9", map[string]any{"available": true, "availableIPAddresses": nil}},
		{"10.0.0.1", map[string]any{"available": false, "isPlatformReserved": true}},
		{"10.0.0.255", map[string]any{"available": false, "isPlatformReserved": true}},
	} {
		w.same(w.Must("GET", w.id("virtualNetworks/v/CheckIPAddressAvailability")+version+"&ipAddress="+test.address, nil), test.want)
	}
	for _, address := range []string{"10.1.0.4", "", "ten"} {
		if reply := w.Do("GET", w.id("virtualNetworks/v/CheckIPAddressAvailability")+version+"&ipAddress="+address, nil); reply.Status != 400 {
			t.Errorf("%q: %d %s", address, reply.Status, reply.Body)
		}
	}
	w.refused("POST", "virtualNetworks/v/usages", "{}", 405, "MethodNotAllowed")
	w.same(w.get("virtualNetworks/v/usages"), map[string]any{
		"value.0.id": w.id("virtualNetworks/v/subnets/s"), "value.0.currentValue": 1.0, "value.0.limit": 251.0, "value.1.currentValue": 0.0,
	})
}
