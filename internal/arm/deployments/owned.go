package deployments

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// owned are the paths in properties that belong to the server, by kinds: what a
// template of the resource leaves out. A segment may be "*" for every element.
var owned = map[string][]string{
	"microsoft.managedidentity/userassignedidentities":                              {"principalId", "clientId", "tenantId"},
	"microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": {},
	"microsoft.compute/virtualmachines":                                             {"vmId", "timeCreated", "instanceView"},
	"microsoft.compute/virtualmachinescalesets":                                     {"uniqueId", "timeCreated"},
	"microsoft.compute/disks":                                                       {"uniqueId", "timeCreated", "diskState", "diskSizeBytes"},
	"microsoft.compute/availabilitysets":                                            {"virtualMachines", "statuses"},
	"microsoft.network/virtualnetworks":                                             {"resourceGuid", "subnets.*.id", "subnets.*.properties.ipConfigurations"},
	"microsoft.network/virtualnetworks/subnets":                                     {"ipConfigurations"},
	"microsoft.network/networkinterfaces": {
		"resourceGuid", "virtualMachine", "macAddress", "primary", "hostedWorkloads", "tapConfigurations", "ipConfigurations.*.id",
		"dnsSettings.appliedDnsServers", "dnsSettings.internalDomainNameSuffix",
	},
	"microsoft.network/publicipaddresses":     {"resourceGuid", "ipAddress", "ipConfiguration", "dnsSettings.fqdn"},
	"microsoft.network/networksecuritygroups": {"resourceGuid", "defaultSecurityRules", "networkInterfaces", "subnets", "securityRules.*.id"},
	"microsoft.network/loadbalancers": {
		"resourceGuid", "frontendIPConfigurations.*.properties.inboundNatRules", "frontendIPConfigurations.*.properties.loadBalancingRules",
		"frontendIPConfigurations.*.properties.outboundRules", "frontendIPConfigurations.*.properties.inboundNatPools",
		"backendAddressPools.*.properties.backendIPConfigurations", "backendAddressPools.*.properties.loadBalancingRules", "backendAddressPools.*.properties.outboundRules",
		"probes.*.properties.loadBalancingRules", "inboundNatRules.*.properties.backendIPConfiguration",
	},
}

// dropOwned takes away what the server owns of a resource.
func dropOwned(one exportedResource) {
	properties, _, _ := document.Member(one.body, "properties")
	for _, path := range owned[strings.ToLower(one.id.Type())] {
		drop(properties, strings.Split(path, "."))
	}
}

func drop(value any, path []string) {
	if path[0] == "*" {
		elements, _ := value.([]any)
		for _, element := range elements {
			drop(element, path[1:])
		}
		return
	}
	object, _ := value.(map[string]any)
	inner, name, ok := document.Member(object, path[0])
	switch {
	case !ok:
	case len(path) == 1:
		delete(object, name)
	default:
		drop(inner, path[1:])
	}
}
