package compute

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

func (m machines) scaleSet() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       "virtualMachineScaleSets",
		Display:    "Virtual Machine Scale Sets",
		Versions:   versions,
		Located:    true,
		Identity:   true,
		Members:    []string{"sku", "plan", "zones", "extendedLocation"},
		Required:   []string{"sku.name", "properties.virtualMachineProfile"},
		References: setReferences,
		Kept: []string{
			"uniqueId", "timeCreated", "orchestrationMode", "singlePlacementGroup", "overprovision",
			"virtualMachineProfile.osProfile", "virtualMachineProfile.storageProfile.imageReference", "virtualMachineProfile.storageProfile.osDisk",
		},
		Secret: []string{
			"virtualMachineProfile.osProfile.adminPassword", "virtualMachineProfile.osProfile.customData",
			"virtualMachineProfile.osProfile.windowsConfiguration.additionalUnattendContent",
			"virtualMachineProfile.extensionProfile.extensions.*.properties.protectedSettings",
		},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Etag:        arm.CounterEtag,
		EtagSince:   etagSince,
		CheckName:   checkMachineName,
		Write:       m.writeScaleSet,
		Show:        showScaleSet,
		Actions:     []arm.Action{{Name: "manualupgrade", Display: "Upgrade the instances of", Do: m.manualUpgrade}},
	}
}

// setFacts are what the server keeps of a scale set.
type setFacts struct {
	// Model counts the changes of what its instances are made from.
	Model int `json:"model"`
	// Next is the number of the next instance; numbers are not used again.
	Next int `json:"next"`
}

func readFacts[T any](record *resource.Record) (facts T, err error) {
	if record == nil || len(record.Server) == 0 {
		return facts, nil
	}
	err = json.Unmarshal(record.Server, &facts)
	return facts, err
}

func (m machines) writeScaleSet(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["uniqueId"] = w.Engine().Sources.NewGUID()
		w.Properties["timeCreated"] = timestamp(w)
		document.Default(w.Properties, "singlePlacementGroup", true)
		document.Default(w.Properties, "overprovision", true)
		document.Default(w.Properties, "orchestrationMode", "Uniform")
		document.Default(w.Properties, "virtualMachineProfile.storageProfile.osDisk.osType", osType(virtualMachineProfile(w)))
	}
	if mode := document.String(w.Properties, "orchestrationMode"); !strings.EqualFold(mode, "Uniform") {
		return invalid("orchestrationMode", mode)
	}
	mode, err := upgradeMode(w.Properties)
	if err != nil {
		return err
	}
	document.Set(w.Properties, "upgradePolicy.mode", mode)
	capacity, err := readCapacity(w)
	if err != nil {
		return err
	}
	if err := joinSubnets(ctx, w); err != nil {
		return err
	}
	return m.scale(ctx, w, capacity, mode != "Manual")
}

func virtualMachineProfile(w *arm.Write) map[string]any {
	profile, _ := document.At(w.Properties, "virtualMachineProfile").(map[string]any)
	return profile
}

// upgradeMode is how changes of the model reach the instances, in Azure's case.
func upgradeMode(properties map[string]any) (string, error) {
	sent := document.At(properties, "upgradePolicy.mode")
	if sent == nil {
		return "Manual", nil
	}
	for _, mode := range []string{"Manual", "Automatic", "Rolling"} {
		if text, ok := sent.(string); ok && strings.EqualFold(text, mode) {
			return mode, nil
		}
	}
	return "", invalid("upgradePolicy.mode", sent)
}

// maxInstances is how many instances a scale set may have (Microsoft, "Azure
// subscription and service limits").
const maxInstances = 1000

// readCapacity takes sku.capacity, which templates also send as text, and stores
// it as a number.
func readCapacity(w *arm.Write) (int, error) {
	value, err := document.Read(w.Record.Members["sku"])
	if err != nil {
		return 0, err
	}
	sku, ok := value.(map[string]any)
	if !ok {
		return 0, invalid("sku", value)
	}
	document.Default(sku, "capacity", json.Number("1"))
	if name := document.String(sku, "name"); strings.HasPrefix(name, "Standard_") || strings.HasPrefix(name, "Basic_") {
		tier, _, _ := strings.Cut(name, "_")
		document.Default(sku, "tier", tier)
	}
	sent := document.At(sku, "capacity")
	capacity, err := strconv.Atoi(fmt.Sprint(sent))
	if err != nil || capacity < 0 || capacity > maxInstances {
		return 0, invalid("sku.capacity", sent)
	}
	document.Set(sku, "capacity", json.Number(strconv.Itoa(capacity)))
	w.Record.Members["sku"] = document.Write(sku)
	return capacity, nil
}

// joinSubnets connects the scale set with the subnets of its network profile.
func joinSubnets(ctx context.Context, w *arm.Write) error {
	all, err := subnetIDs(w.Properties)
	if err != nil {
		return err
	}
	sent, _ := document.At(w.Body, "properties").(map[string]any)
	named, err := subnetIDs(sent)
	if err != nil {
		return err
	}
	return join(ctx, w, "Microsoft.Network/virtualNetworks/subnets/join/action", all, named)
}

func subnetIDs(properties map[string]any) ([]resource.ID, error) {
	var ids []resource.ID
	for i, config := range document.Array(properties, "virtualMachineProfile.networkProfile.networkInterfaceConfigurations") {
		for j, ip := range document.Array(config, "properties.ipConfigurations") {
			value := document.At(ip, "properties.subnet.id")
			if value == nil {
				continue
			}
			path := fmt.Sprintf("properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[%d].properties.ipConfigurations[%d].properties.subnet.id", i, j)
			id, err := reference(value, path)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// showScaleSet hides what came with later api-versions.
func showScaleSet(_ context.Context, s *arm.Shown) error {
	if !s.Version.Before("2021-11-01") {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	delete(properties, "timeCreated")
	if s.Version.Before("2019-12-01") {
		delete(properties, "orchestrationMode")
	}
	return nil
}
