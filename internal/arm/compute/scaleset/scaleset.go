package scaleset

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/uniform"
	"github.com/azimuthid/azimuth/internal/document"
)

// sets declares scale sets and what is in them.
type sets struct {
	supply uniform.Supply
	tokens machine.Tokens
}

// Types declares scale sets, and what is in them.
func Types(supply uniform.Supply, tokens machine.Tokens) []*arm.ResourceType {
	s := sets{supply, tokens}
	return []*arm.ResourceType{
		s.set(), inSet.Declare(), s.instance(), uniform.Extensions.Declare(), s.rollingUpgrade(), uniform.SetInterfaces(), uniform.Interfaces(),
	}
}

func (s sets) set() *arm.ResourceType {
	return &arm.ResourceType{
		Name:          "virtualMachineScaleSets",
		Display:       "Virtual Machine Scale Sets",
		Versions:      versions,
		Located:       true,
		Identity:      true,
		ResolvedSince: "2021-11-01",
		Members:       []string{"sku", "plan", "zones", "extendedLocation"},
		References:    references,
		Kept: []string{
			"uniqueId", "timeCreated", "orchestrationMode", "singlePlacementGroup", "overprovision", "platformFaultDomainCount",
			"doNotRunExtensionsOnOverprovisionedVMs", "virtualMachineProfile.timeCreated",
			"virtualMachineProfile.osProfile", "virtualMachineProfile.storageProfile.imageReference", "virtualMachineProfile.storageProfile.osDisk",
			"virtualMachineProfile.storageProfile.diskControllerType",
		},
		Secret: []string{
			"virtualMachineProfile.osProfile.adminPassword", "virtualMachineProfile.osProfile.customData",
			"virtualMachineProfile.osProfile.windowsConfiguration.additionalUnattendContent",
			"virtualMachineProfile.extensionProfile.extensions.*.properties.protectedSettings",
		},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Etag:        arm.CounterEtag,
		EtagSince:   apiversion.EtagSince,
		CheckName:   machine.CheckName,
		Write:       s.write,
		Delete:      remove,
		Continue:    flexible.Continue,
		Show:        show,
		Actions: append(s.setActions(),
			answer.Part("instanceView", "Read the instance view of", viewSet),
			answer.Part("skus", "List the sizes for", listSKUs),
		),
	}
}

// remove deletes the machines of a Flexible scale set with it. Those of a
// Uniform one stand beneath it, and go as all that does.
func remove(ctx context.Context, r *arm.Removal) error {
	properties, err := document.Read(r.Record.Properties)
	if err != nil || !model.IsFlexible(properties) {
		return err
	}
	return flexible.Delete(ctx, r)
}

// versions are the published api-versions of scale sets and their instances.
var versions = slices.Insert(slices.Clone(apiversion.All), slices.Index(apiversion.All, "2017-12-01"), arm.Version("2017-10-30-preview"))
