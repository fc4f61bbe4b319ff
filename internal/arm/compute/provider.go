package compute

import (
	"context"
	"net/http"
	"net/netip"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/document"
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
func Provider(handles identity.Handles, addresses Addresses, metadata Metadata) *arm.Provider {
	m := machines{handles, addresses, metadata}
	return &arm.Provider{
		Namespace: "Microsoft.Compute",
		Display:   "Microsoft Compute",
		Types: []*arm.ResourceType{
			m.virtualMachine(), extension(), m.scaleSet(), setExtension.declare(), m.instance(), instanceExtension.declare(), m.rollingUpgrade(), setInterfaces(), instanceInterfaces(),
			availabilitySet(), placementGroup(), disk(), snapshot(), image(),
		},
		Operations: catalogue.Operations(),
	}
}

// machines is what the types of this package share.
type machines struct {
	handles   identity.Handles
	addresses Addresses
	metadata  Metadata
}

// connect is the action by which whoever may run code on a machine learns how to
// be that machine to its metadata service. Azure has no such action; there one
// would run a command on the machine.
func (m machines) connect() arm.Action {
	return arm.Action{Name: "connect", Display: "Connect to", AtOnce: true, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		if err := viaFleet(ctx, c, "connect"); err != nil {
			return nil, err
		}
		handle, err := m.handleOf(ctx, c)
		if err != nil {
			return nil, err
		}
		return arm.JSON(http.StatusOK, map[string]any{"handle": handle}), nil
	}}
}

// handleOf is how the machine of a call is called at the metadata service.
func (m machines) handleOf(ctx context.Context, c *arm.Call) (string, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return "", err
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return "", err
	}
	return m.handles.Of(document.String(properties, "vmId")), nil
}
