package compute

import (
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/disk"
	"github.com/azimuthid/azimuth/internal/arm/compute/group"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/uniform"
	"github.com/azimuthid/azimuth/internal/arm/compute/vm"
	"github.com/azimuthid/azimuth/internal/identity"
)

// Provider is the declaration of Microsoft.Compute. handles names the machines
// to their metadata service, which metadata is.
func Provider(handles identity.Handles, addresses uniform.Addresses, metadata machine.Metadata) *arm.Provider {
	tokens := machine.Tokens{Handles: handles, Metadata: metadata}
	return &arm.Provider{
		Namespace: "Microsoft.Compute",
		Display:   "Microsoft Compute",
		Types: slices.Concat(
			vm.Types(tokens),
			scaleset.Types(uniform.Supply{Handles: handles, Addresses: addresses}, tokens),
			group.Types(),
			disk.Types(),
		),
		Operations: catalogue.Operations(),
	}
}
