package compute

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/disk"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/group"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/uniform"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// sets declares scale sets and what is in them.
type sets struct {
	supply uniform.Supply
	tokens machine.Tokens
}

// setTypes declares scale sets, and what is in them.
func setTypes(supply uniform.Supply, tokens machine.Tokens) []*arm.ResourceType {
	s := sets{supply, tokens}
	return []*arm.ResourceType{
		s.scaleSet(), setExtensions.Declare(), s.instance(), uniform.Extensions.Declare(), s.rollingUpgrade(), uniform.SetInterfaces(), uniform.Interfaces(),
	}
}

func (s sets) scaleSet() *arm.ResourceType {
	return &arm.ResourceType{
		Name:          "virtualMachineScaleSets",
		Display:       "Virtual Machine Scale Sets",
		Versions:      setVersions,
		Located:       true,
		Identity:      true,
		ResolvedSince: "2021-11-01",
		Members:       []string{"sku", "plan", "zones", "extendedLocation"},
		References:    setReferences,
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
		Write:       s.writeScaleSet,
		Delete:      deleteScaleSet,
		Continue:    continueScaling,
		Show:        showScaleSet,
		Actions: append(s.setActions(),
			answer.Part("instanceView", "Read the instance view of", viewScaleSet),
			answer.Part("skus", "List the sizes for", listSetSKUs),
		),
	}
}

func (s sets) writeScaleSet(ctx context.Context, w *arm.Write) error {
	facts, err := resource.Facts[model.Facts](w.Old)
	if err != nil {
		return err
	}
	if err := readOrchestration(w); err != nil {
		return err
	}
	if w.Old != nil && !w.Patching() {
		keepUnsent(w)
	}
	if err := checkProfiled(w); err != nil {
		return err
	}
	if w.Old == nil {
		beginScaleSet(w, &facts)
	}
	property.Restore(w, "uniqueId", "timeCreated", "virtualMachineProfile.timeCreated")
	machine.KeepTagless(w)
	if err := property.KeepFrozen(w, setFrozen); err != nil {
		return err
	}
	if model.IsFlexible(w.Properties) {
		if err := checkFlexible(w); err != nil {
			return err
		}
	}
	mode, err := upgrade.CompletePolicy(w.Properties)
	if err != nil {
		return err
	}
	capacity, err := readCapacity(w)
	if err != nil {
		return err
	}
	if err := completeProfile(ctx, w); err != nil {
		return err
	}
	if err := group.Join(ctx, w); err != nil {
		return err
	}
	if err := joinSubnets(ctx, w); err != nil {
		return err
	}
	if err := s.scale(ctx, w, &facts, capacity, mode); err != nil {
		return err
	}
	w.Record.Keep(facts)
	return nil
}

// lateDefaults are properties that Azure fills in, and shows unasked only from an
// api-version on.
var lateDefaults = []apiversion.Arrival{
	{Path: "platformFaultDomainCount", Since: "2024-03-01"},
	{Path: "virtualMachineProfile.storageProfile.osDisk.osType", Since: "2021-03-01"},
	{Path: "virtualMachineProfile.storageProfile.osDisk.diskSizeGB", Since: "2019-12-01"},
}

// beginScaleSet fills in what is chosen at creation.
func beginScaleSet(w *arm.Write, facts *model.Facts) {
	for _, d := range lateDefaults {
		if document.At(w.Properties, d.Path) == nil {
			facts.Unasked = append(facts.Unasked, d.Path)
		}
	}
	w.Properties["uniqueId"] = w.Engine().Sources.For("uniqueId", w.ID.Key()).NewGUID()
	w.Properties["timeCreated"] = answer.Timestamp(w.Engine())
	if profile := model.ProfileOf(w); profile != nil {
		profile["timeCreated"] = w.Properties["timeCreated"]
	}
	if model.IsFlexible(w.Properties) {
		beginFlexible(w)
		return
	}
	document.Default(w.Properties, "platformFaultDomainCount", document.Numeral(uniform.FaultDomains))
	document.Default(w.Properties, "singlePlacementGroup", true)
	document.Default(w.Properties, "overprovision", true)
	document.Default(w.Properties, "doNotRunExtensionsOnOverprovisionedVMs", false)
}

// beginFlexible does the same for a Flexible scale set. Without a profile Azure
// says nothing of placement groups that nobody asked for.
func beginFlexible(w *arm.Write) {
	document.Default(w.Properties, "platformFaultDomainCount", document.Numeral(1))
	if document.At(w.Properties, "singlePlacementGroup") == nil {
		document.Remove(w.Properties, "singlePlacementGroup")
		if model.ProfileOf(w) != nil {
			w.Properties["singlePlacementGroup"] = false
		}
	}
}

// keepUnsent keeps what a PUT leaves out as a whole: clients scale with the size
// and the location alone.
func keepUnsent(w *arm.Write) {
	for _, path := range []string{"upgradePolicy", "virtualMachineProfile", "virtualMachineProfile.networkProfile"} {
		if old := document.At(w.OldProperties, path); old != nil && document.At(w.Body, "properties."+path) == nil {
			document.Set(w.Properties, path, document.Clone(old))
		}
	}
}

// completeProfile fills in what Azure fills in of the profile that instances are made from.
func completeProfile(ctx context.Context, w *arm.Write) error {
	profile := model.ProfileOf(w)
	if profile == nil {
		return nil
	}
	value, err := document.Read(w.Record.Members["sku"])
	if err != nil {
		return err
	}
	size := document.String(value, "name")
	if err := disk.TakeImage(ctx, w.Unit, profile); err != nil {
		return err
	}
	machine.CompleteOSDisk(profile, size)
	machine.CompleteDataDisks(profile, size, nil)
	machine.CompleteOSProfile(profile, catalogue.SystemOf(profile))
	completeInterfaces(profile)
	if model.IsFlexible(w.Properties) {
		completeFlexible(profile)
	}
	if err := machine.CompleteEvents(profile); err != nil {
		return err
	}
	if err := extension.CompleteProfile(profile, w.Identity); err != nil {
		return err
	}
	machine.DropEmpty(w.Properties)
	return nil
}

// readCapacity takes sku.capacity, which templates also send as text, and stores
// it as a number.
func readCapacity(w *arm.Write) (int, error) {
	if w.Record.Members["sku"] == nil {
		return 0, nil // a Flexible one without a profile
	}
	value, err := document.Read(w.Record.Members["sku"])
	if err != nil {
		return 0, err
	}
	sku, ok := value.(map[string]any)
	if !ok {
		return 0, property.Invalid("sku", value)
	}
	if model.ProfileOf(w) == nil {
		document.Default(sku, "capacity", document.Numeral(0))
	}
	document.Default(sku, "capacity", json.Number("1"))
	if tier := catalogue.TierOf(document.String(sku, "name")); tier != "" {
		document.Default(sku, "tier", tier)
	}
	sent := document.At(sku, "capacity")
	capacity, err := strconv.Atoi(fmt.Sprint(sent))
	if err != nil || capacity < 0 || capacity > model.MaxInstances {
		return 0, property.Invalid("sku.capacity", sent)
	}
	document.Set(sku, "capacity", document.Numeral(capacity))
	w.Record.Members["sku"] = document.Write(sku)
	return capacity, nil
}

var setArrivals = append([]apiversion.Arrival{
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

// showScaleSet shows the scale set as its api-version has it.
func showScaleSet(_ context.Context, s *arm.Shown) error {
	userData := answer.HidesUserData(s)
	if !userData && !apiversion.Hides(s.Version, lateDefaults) && !apiversion.Hides(s.Version, setArrivals) {
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
	apiversion.HideLater(properties, s.Version, setArrivals)
	apiversion.HideLater(properties, s.Version, slices.DeleteFunc(slices.Clone(lateDefaults), func(a apiversion.Arrival) bool { return !slices.Contains(facts.Unasked, a.Path) }))
	return nil
}

// deleteScaleSet deletes the machines of a Flexible scale set with it. Those of a
// Uniform one stand beneath it, and go as all that does.
func deleteScaleSet(ctx context.Context, r *arm.Removal) error {
	properties, err := document.Read(r.Record.Properties)
	if err != nil || !model.IsFlexible(properties) {
		return err
	}
	return deleteFleet(ctx, r)
}
