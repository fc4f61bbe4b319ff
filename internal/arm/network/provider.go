package network

import "github.com/azimuthid/azimuth/internal/arm"

// versions are the published api-versions of the network types.
var versions = []arm.Version{
	"2015-05-01-preview", "2015-06-15", "2016-03-30", "2016-06-01", "2016-09-01", "2016-12-01", "2017-03-01", "2017-06-01",
	"2017-08-01", "2017-09-01", "2017-10-01", "2017-11-01", "2018-01-01", "2018-02-01", "2018-04-01", "2018-06-01", "2018-07-01",
	"2018-08-01", "2018-10-01", "2018-11-01", "2018-12-01", "2019-02-01", "2019-04-01", "2019-06-01", "2019-07-01", "2019-08-01",
	"2019-09-01", "2019-11-01", "2019-12-01", "2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01", "2020-07-01", "2020-08-01",
	"2020-11-01", "2021-02-01", "2021-03-01", "2021-05-01", "2021-08-01", "2022-01-01", "2022-05-01", "2022-07-01", "2022-09-01",
	"2022-11-01", "2023-02-01", "2023-04-01", "2023-05-01", "2023-06-01", "2023-09-01", "2023-11-01", "2024-01-01", "2024-03-01",
	"2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-05-01", "2026-01-01",
}

// Provider is the declaration of Microsoft.Network.
func Provider() *arm.Provider {
	return &arm.Provider{
		Namespace: "Microsoft.Network",
		Display:   "Microsoft Network",
		Types: append([]*arm.ResourceType{
			virtualNetwork(), subnet(), networkInterface(), ipConfigurations(),
			securityGroup(), securityRules(), defaultSecurityRules(), publicIPAddress(), loadBalancer(),
		}, balancerElements()...),
		Operations: []arm.Operation{
			{Name: joinGroup, Resource: "Network Security Groups", Verb: "Join"},
			{Name: joinPublicIP, Resource: "Public IP Addresses", Verb: "Join"},
			{Name: balancerType + "/backendAddressPools/join/action", Resource: "Backend Address Pools", Verb: "Join"},
			{Name: balancerType + "/inboundNatRules/join/action", Resource: "Inbound NAT Rules", Verb: "Join"},
			{Name: balancerType + "/inboundNatPools/join/action", Resource: "Inbound NAT Pools", Verb: "Join"},
			{Name: balancerType + "/probes/join/action", Resource: "Probes", Verb: "Join"},
			{Name: joinSubnet, Resource: "Subnets", Verb: "Join"},
			{Name: "Microsoft.Network/networkInterfaces/join/action", Resource: "Network Interfaces", Verb: "Join"},
		},
	}
}

// joinSubnet is the right to put something into a subnet.
const joinSubnet = "Microsoft.Network/virtualNetworks/subnets/join/action"
