package network_test

import (
	"fmt"
	"testing"
)

const ssh = `{"name":"ssh","properties":{"protocol":"tcp","sourcePortRange":"*","destinationPortRange":"22","sourceAddressPrefix":"*","destinationAddressPrefix":"*","access":"allow","priority":"1000","direction":"inbound"}}`

func TestSecurityGroup(t *testing.T) {
	t.Parallel()
	w := start(t)
	made := w.put("networkSecurityGroups/g", `{"location":"westus","properties":{"securityRules":[`+ssh+`]}}`)
	w.same(made, map[string]any{
		"properties.securityRules.0.id":                          w.id("networkSecurityGroups/g/securityRules/ssh"),
		"properties.securityRules.0.etag":                        made.At("etag"),
		"properties.securityRules.0.properties.protocol":         "Tcp",
		"properties.securityRules.0.properties.access":           "Allow",
		"properties.securityRules.0.properties.direction":        "Inbound",
		"properties.securityRules.0.properties.priority":         1000.0,
		"properties.defaultSecurityRules.0.name":                 "AllowVnetInBound",
		"properties.defaultSecurityRules.5.properties.priority":  65500.0,
		"properties.defaultSecurityRules.5.properties.direction": "Outbound",
	})

	// A rule is part of its group, and can be written by itself.
	rule := w.put("networkSecurityGroups/g/securityRules/web", `{"properties":{"protocol":"Tcp","sourcePortRange":"*","destinationPortRanges":["80","8000-8999"],"sourceAddressPrefix":"Internet","destinationAddressPrefixes":["10.0.0.0/24"],"access":"Allow","priority":100,"direction":"Inbound"}}`)
	if rule.Status != 201 || rule.Header.Get("Etag") == "" {
		t.Errorf("a new rule: %d %v", rule.Status, rule.Header)
	}
	shown := w.get("networkSecurityGroups/g")
	w.same(shown, map[string]any{"properties.securityRules.1.name": "web", "properties.securityRules.1.etag": rule.At("etag"), "etag": rule.At("etag")})
	w.same(w.get("networkSecurityGroups/g/securityRules"), map[string]any{"value.0.name": "ssh", "value.1.name": "web"})
	w.same(w.get("networkSecurityGroups/g/defaultSecurityRules/DenyAllInBound"), map[string]any{"properties.access": "Deny"})
	if again := w.Do("DELETE", w.id("networkSecurityGroups/g/securityRules/web")+version, nil); again.Status != 200 {
		t.Errorf("deleting a rule: %d %s", again.Status, again.Body)
	}
	if again := w.Do("DELETE", w.id("networkSecurityGroups/g/securityRules/web")+version, nil); again.Status != 204 {
		t.Errorf("deleting a rule twice: %d %s", again.Status, again.Body)
	}
	w.refused("GET", "networkSecurityGroups/g/securityRules/web", "", 404, "NotFound")
	w.refused("GET", "networkSecurityGroups/none/securityRules/web", "", 404, "ResourceNotFound")
	w.refused("PUT", "networkSecurityGroups/none/securityRules/web", ssh, 404, "ParentResourceNotFound")
	w.refused("PUT", "networkSecurityGroups/g/defaultSecurityRules/DenyAllInBound", ssh, 405, "MethodNotAllowed")
}

func TestWrongRules(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.put("networkSecurityGroups/g", `{"location":"westus","properties":{"securityRules":[`+ssh+`]}}`)
	rule := func(member, value string) string {
		members := map[string]string{
			"protocol": `"*"`, "sourcePortRange": `"*"`, "destinationPortRange": `"22"`, "sourceAddressPrefix": `"*"`,
			"destinationAddressPrefix": `"*"`, "access": `"Allow"`, "priority": `200`, "direction": `"Inbound"`,
		}
		members[member] = value
		body := ""
		for name, value := range members {
			if value != "" {
				body += fmt.Sprintf(",%q:%s", name, value)
			}
		}
		return `{"properties":{` + body[1:] + `}}`
	}
	for _, test := range []struct{ name, member, value, code string }{
		{"unknown protocol", "protocol", `"Sctp"`, "InvalidRequestFormat/InvalidJson"},
		{"no protocol", "protocol", "", "InvalidRequestFormat/MissingJsonProperty"},
		{"unknown access", "access", `"Maybe"`, "InvalidRequestFormat/InvalidJson"},
		{"unknown direction", "direction", `"Up"`, "InvalidRequestFormat/InvalidJson"},
		{"priority too small", "priority", `99`, "SecurityRuleInvalidPriority"},
		{"priority too great", "priority", `4097`, "SecurityRuleInvalidPriority"},
		{"no priority", "priority", "", "SecurityRuleInvalidPriority"},
		{"priority no number", "priority", `"first"`, "InvalidRequestFormat/InvalidJson"},
		{"port too great", "destinationPortRange", `"65536"`, "SecurityRuleInvalidPortRange"},
		{"range backwards", "destinationPortRange", `"90-80"`, "SecurityRuleInvalidPortRange"},
		{"no port", "sourcePortRange", "", "SecurityRuleInvalidPortRange"},
		{"one of several ports", "destinationPortRanges", `["80","x"]`, "SecurityRuleInvalidPortRange"},
		{"no address", "sourceAddressPrefix", `"10.0.0.0/33"`, "SecurityRuleInvalidAddressPrefix"},
		{"same place as another", "priority", `1000`, "SecurityRuleConflict"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := world{w.World, t, w.rg}
			w.refused("PUT", "networkSecurityGroups/g/securityRules/new", rule(test.member, test.value), 400, test.code)
			w.refused("GET", "networkSecurityGroups/g/securityRules/new", "", 404, "NotFound")
		})
	}
	// What is right in the same form is accepted.
	w.put("networkSecurityGroups/g/securityRules/new", rule("direction", `"Outbound"`))
	w.refused("PUT", "networkSecurityGroups/g", `{"location":"westus","properties":{"securityRules":[`+ssh+`,`+ssh+`]}}`, 400, "InvalidRequestFormat/DuplicateResourceName")
}

func TestSecurityGroupInUse(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.put("networkSecurityGroups/g", `{"location":"westus"}`)
	w.put("virtualNetworks/v/subnets/s", `{"properties":{"addressPrefix":"10.0.0.0/24","networkSecurityGroup":{"id":"{{networkSecurityGroups/g}}"}}}`)
	w.put("networkInterfaces/n", `{"location":"westus","properties":{"networkSecurityGroup":{"id":"{{networkSecurityGroups/g}}"},"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"{{virtualNetworks/v/subnets/b}}"}}}]}}`)
	w.same(w.get("networkSecurityGroups/g"), map[string]any{
		"properties.subnets.0.id":           w.id("virtualNetworks/v/subnets/s"),
		"properties.networkInterfaces.0.id": w.id("networkInterfaces/n"),
	})
	w.refused("DELETE", "networkSecurityGroups/g", "", 400, "InUseNetworkSecurityGroupCannotBeDeleted")
	w.Must("DELETE", w.id("networkInterfaces/n")+version, nil)
	w.refused("DELETE", "networkSecurityGroups/g", "", 400, "InUseNetworkSecurityGroupCannotBeDeleted")
	// The network's own form of the subnet sets it free.
	w.put("virtualNetworks/v", network)
	w.Must("DELETE", w.id("networkSecurityGroups/g")+version, nil)

	for name, subnet := range map[string]string{
		"that is not there":       `{"id":"{{networkSecurityGroups/g}}"}`,
		"of the wrong type":       `{"id":"{{virtualNetworks/v}}"}`,
		"that is no id":           `{"id":"g"}`,
		"in another subscription": `{"id":"/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/g"}`,
	} {
		status, code := 400, map[string]string{
			"that is not there": "InvalidResourceReference", "of the wrong type": "InvalidRequestFormat/InvalidJsonReferenceWrongType",
			"that is no id": "LinkedInvalidPropertyId", "in another subscription": "LinkedAuthorizationFailed",
		}[name]
		if code == "LinkedAuthorizationFailed" {
			status = 403
		}
		w.refused("PUT", "virtualNetworks/v/subnets/s", `{"properties":{"addressPrefix":"10.0.0.0/24","networkSecurityGroup":`+subnet+`}}`, status, code)
		w.refused("PUT", "virtualNetworks/v", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24","networkSecurityGroup":`+subnet+`}}]}}`, status, code)
	}
}
