package vm

import (
	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
)

// types declares virtual machines.
type types struct{ tokens machine.Tokens }

// Types declares virtual machines, and their extensions.
func Types(tokens machine.Tokens) []*arm.ResourceType {
	m := types{tokens}
	return []*arm.ResourceType{m.virtualMachine(), extensions()}
}

func (m types) virtualMachine() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "virtualMachines",
		Display:  "Virtual Machines",
		Versions: apiversion.All,
		Located:  true,
		Identity: true,
		Members:  []string{"plan", "zones", "extendedLocation", "resources"},
		Filters:  []string{"virtualMachineScaleSet/id"},
		Required: []string{"properties.hardwareProfile", "properties.storageProfile", "properties.networkProfile"},
		Kept: []string{
			"vmId", "timeCreated", "osProfile", "storageProfile.imageReference", "storageProfile.osDisk", "storageProfile.diskControllerType",
			"availabilitySet",
		},
		KeepsProperties: true,
		Secret: []string{
			"osProfile.adminPassword", "osProfile.customData", "osProfile.windowsConfiguration.additionalUnattendContent",
			"instanceView", // what a client read, not what it wants
		},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Etag:        arm.CounterEtag,
		EtagSince:   apiversion.EtagSince,
		CheckName:   machine.CheckName,
		Write:       m.write,
		Delete:      remove,
		Show:        show,
		Actions: append(actions(), m.tokens.Connect(), m.tokens.Inspect(),
			answer.Part("instanceView", "Read the instance view of", serveView),
			answer.Part("vmSizes", "List the sizes for", catalogue.ListSizesFor),
		),
	}
}
