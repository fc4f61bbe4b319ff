package machine

import (
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
)

// ProfileArrivals are the members of virtual machines and instances, and under
// virtualMachineProfile those of scale sets.
var ProfileArrivals = []apiversion.Arrival{
	{Path: "osProfile.allowExtensionOperations", Since: "2018-06-01"},
	{Path: "osProfile.requireGuestProvisionSignal", Since: "2019-03-01"},
	{Path: "osProfile.linuxConfiguration.provisionVMAgent", Since: "2018-06-01"},
	{Path: "osProfile.linuxConfiguration.patchSettings", Since: "2020-12-01"},
	{Path: "osProfile.linuxConfiguration.patchSettings.assessmentMode", Since: "2021-03-01"},
	{Path: "osProfile.windowsConfiguration.patchSettings", Since: "2020-06-01"},
	{Path: "osProfile.windowsConfiguration.patchSettings.assessmentMode", Since: "2021-03-01"},
	{Path: "storageProfile.imageReference.exactVersion", Since: "2019-12-01"},
	{Path: "storageProfile.osDisk.deleteOption", Since: "2021-03-01"},
	{Path: "storageProfile.dataDisks.*.deleteOption", Since: "2021-03-01"},
	{Path: "storageProfile.dataDisks.*.toBeDetached", Since: "2019-03-01"},
	{Path: "storageProfile.diskControllerType", Since: "2022-08-01"},
}

// Arrivals are all the members of virtual machines and instances that came later.
var Arrivals = append([]apiversion.Arrival{
	{Path: "timeCreated", Since: "2021-11-01"},
	{Path: "virtualMachineScaleSet", Since: "2019-03-01"},
	{Path: "platformFaultDomain", Since: "2020-12-01"},
}, ProfileArrivals...)
