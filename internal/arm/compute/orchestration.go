package compute

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// readOrchestration writes the orchestration mode in Azure's case.
func readOrchestration(w *arm.Write) error {
	sent := document.String(w.Properties, "orchestrationMode")
	for _, mode := range []string{model.Uniform, model.Flexible} {
		if strings.EqualFold(sent, mode) {
			document.Set(w.Properties, "orchestrationMode", mode)
			return nil
		}
	}
	if document.At(w.Properties, "orchestrationMode") != nil {
		return property.Invalid("orchestrationMode", sent)
	}
	document.Set(w.Properties, "orchestrationMode", model.Uniform)
	return nil
}

// checkProfiled refuses a scale set without what its instances are made from. A
// Flexible one may do without, for machines that are made one by one.
func checkProfiled(w *arm.Write) error {
	var sku any
	if text := w.Record.Members["sku"]; text != nil {
		var err error
		if sku, err = document.Read(text); err != nil {
			return err
		}
	}
	profiled := model.ProfileOf(w) != nil
	switch {
	case document.String(sku, "name") == "" && (profiled || !model.IsFlexible(w.Properties)):
		return property.Missing("sku.name")
	case !profiled && (!model.IsFlexible(w.Properties) || document.Int(document.At(sku, "capacity")) > 0):
		return property.Missing("virtualMachineProfile")
	}
	return nil
}

// checkFlexible refuses what Azure refuses of a Flexible scale set.
func checkFlexible(w *arm.Write) error {
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

// zonesOf are the availability zones of a resource; nil for a regional one.
func zonesOf(record resource.Record) []string {
	var zones []string
	if text := record.Members["zones"]; text != nil && json.Unmarshal(text, &zones) != nil {
		return nil
	}
	return zones
}

// networkAPIVersion is that in which the interfaces of machines are made where
// the profile names none; az sends it too.
const networkAPIVersion = "2020-11-01"

// completeFlexible fills in what Azure fills in of the profile of a Flexible
// scale set beside what every profile has.
func completeFlexible(profile map[string]any) {
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

// notOnFlexible is the error for a part of a scale set that has no meaning for a
// Flexible one, whose machines are asked for themselves.
func notOnFlexible(operation, set string) error {
	return resource.Invalid("BadRequest", "Operation 'VirtualMachineScaleSets.%s' is not allowed on Virtual Machine Scale Set '%s'.", operation, set)
}
