package compute

import (
	"context"
	"net/netip"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/disk"
	"github.com/azimuthid/azimuth/internal/arm/compute/group"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// setVersions are the published api-versions of scale sets and their instances.
var setVersions = slices.Insert(slices.Clone(apiversion.All), slices.Index(apiversion.All, "2017-12-01"), arm.Version("2017-10-30-preview"))

// Addresses gives instances private addresses of the subnets that they are in;
// network.Addresses does.
type Addresses interface {
	// Free returns a function that gives the free addresses of a subnet, one at each call.
	Free(store resource.Store, subnet resource.Record) (func(context.Context) (netip.Addr, error), error)
	// Hold is the index that gives an address of a subnet to the document that holds it.
	Hold(subnet resource.ID, address netip.Addr) resource.Index
}

// Provider is the declaration of Microsoft.Compute. handles names the machines
// to their metadata service, which metadata is.
func Provider(handles identity.Handles, addresses Addresses, metadata machine.Metadata) *arm.Provider {
	m := machines{handles, addresses, machine.Tokens{Handles: handles, Metadata: metadata}}
	return &arm.Provider{
		Namespace: "Microsoft.Compute",
		Display:   "Microsoft Compute",
		Types: []*arm.ResourceType{
			m.virtualMachine(), machineExtension(), m.scaleSet(), setExtension.Declare(), m.instance(), instanceExtension.Declare(), m.rollingUpgrade(), setInterfaces(), instanceInterfaces(),
			group.AvailabilitySets(), group.PlacementGroups(), disk.Disks(), disk.Snapshots(), disk.Images(),
		},
		Operations: catalogue.Operations(),
	}
}

// machines is what the types of this package share.
type machines struct {
	handles   identity.Handles
	addresses Addresses
	tokens    machine.Tokens
}
