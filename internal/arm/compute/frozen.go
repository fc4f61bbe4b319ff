package compute

import (
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
)

var machineFrozen = []property.Frozen{
	{Path: "osProfile.adminUsername"},
	{Path: "osProfile.computerName"},
	{Path: "osProfile.linuxConfiguration.disablePasswordAuthentication", Name: "linuxConfiguration.disablePasswordAuthentication"},
	{Path: "osProfile.linuxConfiguration.ssh.publicKeys", Name: "linuxConfiguration.ssh.publicKeys"},
	{Path: "storageProfile.imageReference.publisher", Name: "imageReference"},
	{Path: "storageProfile.imageReference.offer", Name: "imageReference"},
	{Path: "storageProfile.imageReference.sku", Name: "imageReference"},
	{Path: "storageProfile.imageReference.version", Name: "imageReference"},
	{Path: "storageProfile.imageReference.id", Name: "imageReference"},
	{Path: "storageProfile.osDisk.createOption", Name: "osDisk.createOption"},
	{Path: "storageProfile.osDisk.osType", Name: "osDisk.osType"},
	{Path: "availabilitySet.id"},
	{Path: "platformFaultDomain"},
}

var setFrozen = []property.Frozen{
	{Path: "virtualMachineProfile.osProfile.adminUsername", Name: "osProfile.adminUsername"},
	{Path: "virtualMachineProfile.osProfile.computerNamePrefix", Name: "osProfile.computerNamePrefix"},
	{Path: "virtualMachineProfile.storageProfile.osDisk.createOption", Name: "osDisk.createOption"},
	{Path: "orchestrationMode"},
	{Path: "platformFaultDomainCount"},
}
