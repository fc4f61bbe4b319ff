package scaleset

import (
	"github.com/azimuthid/azimuth/internal/arm"
)

// references are what a scale set's network profile refers to, but for the
// subnets.
var references = func() []arm.Reference {
	const (
		configurations = "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations.*.properties."
		balancers      = "Microsoft.Network/loadBalancers"
		groups         = "Microsoft.Network/networkSecurityGroups"
	)
	ip := func(member, kind string) arm.Reference {
		return arm.Reference{Path: configurations + "ipConfigurations.*.properties." + member + ".*.id", Type: balancers + "/" + kind, Action: balancers + "/" + kind + "/join/action"}
	}
	return []arm.Reference{
		{Path: configurations + "networkSecurityGroup.id", Type: groups, Action: groups + "/join/action"},
		ip("loadBalancerBackendAddressPools", "backendAddressPools"),
		ip("loadBalancerInboundNatPools", "inboundNatPools"),
		{Path: "properties.virtualMachineProfile.networkProfile.healthProbe.id", Type: balancers + "/probes", Action: balancers + "/probes/join/action"},
	}
}()
