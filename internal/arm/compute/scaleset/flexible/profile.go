package flexible

import (
	"fmt"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Begin fills in what is chosen at the creation of a Flexible scale set. Without a
// profile Azure says nothing of placement groups that nobody asked for.
func Begin(w *arm.Write) {
	document.Default(w.Properties, "platformFaultDomainCount", document.Numeral(1))
	if document.At(w.Properties, "singlePlacementGroup") == nil {
		document.Remove(w.Properties, "singlePlacementGroup")
		if model.ProfileOf(w) != nil {
			w.Properties["singlePlacementGroup"] = false
		}
	}
}

// Check refuses what Azure refuses of a Flexible scale set.
func Check(w *arm.Write) error {
	if w.Identity.System != nil {
		return property.NotAllowed("identity", w.Identity.Type(), "UserAssigned", "None")
	}
	if document.At(w.Properties, "singlePlacementGroup") == true {
		return property.NotAllowed("singlePlacementGroup", "true", "false")
	}
	if document.At(w.Properties, "overprovision") == true {
		return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: "overprovision", Message: "Parameter 'overprovision' is not allowed."}
	}
	domains := []string{"1", "2", "3"}
	if zonesOf(w.Record) != nil {
		domains = domains[:1]
	}
	if sent := document.At(w.Properties, "platformFaultDomainCount"); !slices.Contains(domains, fmt.Sprint(sent)) {
		return property.NotAllowed("platformFaultDomainCount", sent, domains...)
	}
	return nil
}

// networkAPIVersion is that in which the interfaces of machines are made where
// the profile names none; az sends it too.
const networkAPIVersion = "2020-11-01"

// CompleteProfile fills in what Azure fills in of the profile of a Flexible
// scale set beside what every profile has.
func CompleteProfile(profile map[string]any) {
	if osProfile, ok := document.At(profile, "osProfile").(map[string]any); ok {
		machine.CompletePatching(osProfile, catalogue.SystemOf(profile))
	}
	for _, element := range append([]any{document.At(profile, "storageProfile.osDisk")}, document.Array(profile, "storageProfile.dataDisks")...) {
		if disk, ok := element.(map[string]any); ok {
			document.Default(disk, "deleteOption", "Delete")
		}
	}
	configurations := document.Array(profile, model.InterfacesPath)
	if len(configurations) > 0 {
		document.Default(profile, "networkProfile.networkApiVersion", networkAPIVersion)
	}
	for _, element := range configurations {
		configuration, ok := element.(map[string]any)
		if !ok {
			continue
		}
		document.Default(configuration, "properties.deleteOption", "Delete")
		document.Default(configuration, "properties.auxiliaryMode", "None")
		document.Default(configuration, "properties.auxiliarySku", "None")
		for _, ip := range document.Array(configuration, "properties.ipConfigurations") {
			if members, ok := ip.(map[string]any); ok {
				document.Default(members, "properties.applicationSecurityGroups", []any{})
				document.Default(members, "properties.loadBalancerBackendAddressPools", []any{})
				document.Default(members, "properties.applicationGatewayBackendAddressPools", []any{})
			}
		}
	}
}
