package network_test

import "testing"

func TestPublicAddress(t *testing.T) {
	t.Parallel()
	w := start(t)
	static := w.put("publicIPAddresses/p", `{"location":"westus","sku":{"name":"standard"},"properties":{"publicIPAllocationMethod":"static","dnsSettings":{"domainNameLabel":"web-1"}}}`)
	w.same(static, map[string]any{
		"sku.name": "Standard", "sku.tier": "Regional",
		"properties.ipAddress": "203.0.113.1", "properties.publicIPAllocationMethod": "Static", "properties.publicIPAddressVersion": "IPv4",
		"properties.idleTimeoutInMinutes": 4.0, "properties.dnsSettings.fqdn": "web-1.westus.cloudapp.azure.com",
	})
	w.same(w.put("publicIPAddresses/p", `{"location":"westus","sku":{"name":"Standard"},"properties":{"publicIPAllocationMethod":"Static"}}`), map[string]any{"properties.ipAddress": "203.0.113.1", "properties.dnsSettings": nil})
	w.same(w.put("publicIPAddresses/six", `{"location":"westus","properties":{"publicIPAddressVersion":"IPv6","publicIPAllocationMethod":"Static"}}`), map[string]any{"properties.ipAddress": "2001:db8::1"})

	// A dynamic address is there while something is connected to it.
	dynamic := w.put("publicIPAddresses/d", `{"location":"westus","properties":{"publicIPAllocationMethod":null}}`)
	w.same(dynamic, map[string]any{"sku.name": "Basic", "properties.ipAddress": nil, "properties.publicIPAllocationMethod": "Dynamic"})
	nic := `{"location":"westus","properties":{"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"{{virtualNetworks/v/subnets/s}}"},"publicIPAddress":{"id":"{{publicIPAddresses/d}}"}}}]}}`
	w.put("networkInterfaces/n", nic)
	w.same(w.get("publicIPAddresses/d"), map[string]any{
		"properties.ipAddress":          "203.0.113.2",
		"properties.ipConfiguration.id": w.id("networkInterfaces/n/ipConfigurations/c"),
	})
	w.refused("PUT", "networkInterfaces/other", nic, 400, "PublicIPAddressInUse")
	w.refused("DELETE", "publicIPAddresses/d", "", 400, "PublicIPAddressCannotBeDeleted")
	w.Must("DELETE", w.id("networkInterfaces/n")+version, nil)
	w.same(w.get("publicIPAddresses/d"), map[string]any{"properties.ipAddress": nil, "properties.ipConfiguration": nil})
	w.put("networkInterfaces/other", nic)

	// What is given back is given out again.
	w.Must("DELETE", w.id("publicIPAddresses/p")+version, nil)
	w.same(w.put("publicIPAddresses/q", `{"location":"westus","properties":{"publicIPAllocationMethod":"Static"}}`), map[string]any{"properties.ipAddress": "203.0.113.1"})
}

func TestWrongPublicAddresses(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.put("publicIPAddresses/p", `{"location":"westus","properties":{"dnsSettings":{"domainNameLabel":"taken"}}}`)
	for _, test := range []struct{ name, members, code string }{
		{"dynamic of the standard sku", `"sku":{"name":"Standard"}`, "StandardSkuPublicIPAddressesMustBeStatic"},
		{"unknown sku", `"sku":{"name":"Golden"}`, "InvalidRequestFormat/InvalidJson"},
		{"unknown method", `"properties":{"publicIPAllocationMethod":"Sometimes"}`, "InvalidRequestFormat/InvalidJson"},
		{"unknown version", `"properties":{"publicIPAddressVersion":"IPv5"}`, "InvalidRequestFormat/InvalidJson"},
		{"wrong label", `"properties":{"dnsSettings":{"domainNameLabel":"Web"}}`, "InvalidDomainNameLabel"},
		{"label of another", `"properties":{"dnsSettings":{"domainNameLabel":"taken"}}`, "DnsRecordInUse"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := world{w.World, t, w.rg}
			w.refused("PUT", "publicIPAddresses/new", `{"location":"westus",`+test.members+`}`, 400, test.code)
			w.refused("GET", "publicIPAddresses/new", "", 404, "ResourceNotFound")
		})
	}
}

func TestPublicAddressByVersion(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.put("publicIPAddresses/p", `{"location":"westus"}`)
	for version, want := range map[string][2]any{
		"2017-06-01": {nil, nil},
		"2018-01-01": {"Basic", nil},
		"2022-01-01": {"Basic", "Regional"},
	} {
		reply := w.Must("GET", w.id("publicIPAddresses/p")+"?api-version="+version, nil)
		w.same(reply, map[string]any{"sku.name": want[0], "sku.tier": want[1]})
	}
}
