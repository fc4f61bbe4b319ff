package compute

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// versions are the published api-versions of virtual machines and of what stands around them.
var versions = []arm.Version{
	"2015-05-01-preview", "2015-06-15", "2016-03-30", "2016-04-30-preview", "2016-08-30", "2017-03-30", "2017-12-01", "2018-04-01", "2018-06-01", "2018-10-01",
	"2019-03-01", "2019-07-01", "2019-12-01", "2020-06-01", "2020-12-01", "2021-03-01", "2021-04-01", "2021-07-01",
	"2021-11-01", "2022-03-01", "2022-08-01", "2022-11-01", "2023-03-01", "2023-07-01", "2023-09-01", "2024-03-01",
	"2024-07-01", "2024-11-01", "2025-04-01", "2026-04-01",
}

// since are the api-versions from one on.
func since(first arm.Version) []arm.Version { return versions[slices.Index(versions, first):] }

// setVersions are the published api-versions of scale sets and their instances.
var setVersions = slices.Insert(slices.Clone(versions), slices.Index(versions, "2017-12-01"), arm.Version("2017-10-30-preview"))

// etagSince is the api-version from which machines show their etags.
const etagSince = "2024-03-01"

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
		Operations: operations(),
	}
}

// The kinds of the documents of machines and of what they stand in.
const (
	machineKind      = "microsoft.compute/virtualmachines"
	setKind          = "microsoft.compute/virtualmachinescalesets"
	availabilityKind = "microsoft.compute/availabilitysets"
)

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

// view is a part of a resource that is read by itself.
func view(name, display string, do func(context.Context, *arm.Call) (*arm.Response, error)) arm.Action {
	return arm.Action{Name: name, Display: display, Read: true, AtOnce: true, Do: do}
}

// invalid is the error for a property with a value that it may not have.
func invalid(path string, value any) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: path, Message: fmt.Sprintf("The value '%v' of parameter '%s' is invalid.", value, path)}
}

// missing is the error for a property that must be there.
func missing(path string) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: path, Message: fmt.Sprintf("Required parameter '%s' is missing (null).", path)}
}
