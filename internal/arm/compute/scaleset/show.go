package scaleset

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// lateDefaults are properties that Azure fills in, and shows unasked only from an
// api-version on.
var lateDefaults = []apiversion.Arrival{
	{Path: "platformFaultDomainCount", Since: "2024-03-01"},
	{Path: "virtualMachineProfile.storageProfile.osDisk.osType", Since: "2021-03-01"},
	{Path: "virtualMachineProfile.storageProfile.osDisk.diskSizeGB", Since: "2019-12-01"},
}

// arrivals are the members of scale sets that came later.
var arrivals = append([]apiversion.Arrival{
	{Path: "timeCreated", Since: "2021-11-01"},
	{Path: "orchestrationMode", Since: "2022-03-01"},
	{Path: "doNotRunExtensionsOnOverprovisionedVMs", Since: "2019-03-01"},
	{Path: "upgradePolicy.rollingUpgradePolicy.maxSurge", Since: "2022-11-01"},
	{Path: "upgradePolicy.rollingUpgradePolicy.rollbackFailedInstancesOnPolicyBreach", Since: "2022-11-01"},
	{Path: "virtualMachineProfile.timeCreated", Since: "2023-09-01"},
	{Path: "virtualMachineProfile." + model.InterfacesPath + ".*.properties.disableTcpStateTracking", Since: "2022-08-01"},
}, apiversion.Under("virtualMachineProfile", machine.ProfileArrivals)...)

// The api-versions between which the upgrade policy has the member
// automaticOSUpgrade, and until which accelerated networking is shown unasked.
const (
	automaticSince   = "2017-03-30"
	automaticUntil   = "2018-10-01"
	acceleratedUntil = "2021-03-01"
)

// show shows the scale set as its api-version has it.
func show(_ context.Context, s *arm.Shown) error {
	userData := answer.HidesUserData(s)
	if !userData && !apiversion.Hides(s.Version, lateDefaults) && !apiversion.Hides(s.Version, arrivals) {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	facts, err := resource.Facts[model.Facts](&s.Record)
	if err != nil {
		return err
	}
	if userData {
		document.Remove(properties, "virtualMachineProfile.userData")
	}
	if apiversion.ShowsAgentUpdates(s.Version) {
		apiversion.ShowAgentUpdates(document.At(properties, "virtualMachineProfile.osProfile"))
	}
	if !s.Version.Before(automaticSince) && s.Version.Before(automaticUntil) {
		document.Default(properties, "upgradePolicy.automaticOSUpgrade", false)
	}
	if s.Version.Before(acceleratedUntil) {
		for _, configuration := range document.Array(properties, "virtualMachineProfile."+model.InterfacesPath) {
			if members, ok := configuration.(map[string]any); ok {
				document.Default(members, "properties.enableAcceleratedNetworking", false)
			}
		}
	}
	apiversion.HideLater(properties, s.Version, arrivals)
	apiversion.HideLater(properties, s.Version, slices.DeleteFunc(slices.Clone(lateDefaults), func(a apiversion.Arrival) bool { return !slices.Contains(facts.Unasked, a.Path) }))
	return nil
}
