package compute

import (
	"context"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

func (m machines) virtualMachine() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "virtualMachines",
		Display:  "Virtual Machines",
		Versions: apiversion.All,
		Located:  true,
		Identity: true,
		Members:  []string{"plan", "zones", "extendedLocation", "resources"},
		Filters:  []string{"virtualMachineScaleSet/id"},
		Required: []string{"properties.hardwareProfile", "properties.storageProfile", "properties.networkProfile"},
		Kept: []string{
			"vmId", "timeCreated", "osProfile", "storageProfile.imageReference", "storageProfile.osDisk", "storageProfile.diskControllerType",
			"availabilitySet",
		},
		Secret: []string{
			"osProfile.adminPassword", "osProfile.customData", "osProfile.windowsConfiguration.additionalUnattendContent",
			"instanceView", // what a client read, not what it wants
		},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Etag:        arm.CounterEtag,
		EtagSince:   apiversion.EtagSince,
		CheckName:   checkMachineName,
		Write:       m.writeVM,
		Delete:      deleteVM,
		Show:        showVM,
		Actions: append(machineActions(), m.connect(), m.inspectToken(),
			answer.Part("instanceView", "Read the instance view of", viewVM),
			answer.Part("vmSizes", "List the sizes for", catalogue.ListSizesFor),
		),
	}
}

// machineKind is the kind of the documents of virtual machines.
var machineKind = strings.ToLower(identity.MachineType)

// machineFacts are what the server keeps of a virtual machine.
type machineFacts struct {
	identity.MachineFacts

	// Generalized machines are there to be made images of, and never start again.
	Generalized bool `json:"generalized,omitempty"`
	// Extensions are the names of the machine's extensions.
	Extensions []string `json:"extensions,omitempty"`
	// Fleet is the machine's place in a Flexible scale set; nil for none.
	Fleet *membership `json:"fleet,omitempty"`
}

var machineName = lazy.NewPattern("^[^_\\x00-\\x1f\\\\/\"\\[\\]:|<>+=;,?*@&~!#$%^(){}' ][^\\x00-\\x1f\\\\/\"\\[\\]:|<>+=;,?*@&~!#$%^(){}' ]{0,63}$")

// checkMachineName is Azure's rule for the names of Linux machines, the wider of
// the two: 1 to 64 characters, not beginning with '_' nor ending in '.' or '-'.
func checkMachineName(name string) error {
	if machineName.MatchString(name) && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, "-") {
		return nil
	}
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: "name", Message: fmt.Sprintf(
		"The entity name '%s' is invalid according to its validation rule: 1 to 64 characters without blanks and special characters, not beginning with '_' and not ending with '.' or '-'.", name)}
}

func (m machines) writeVM(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["vmId"] = w.Engine().Sources.For("vmId", w.ID.Key()).NewGUID()
		w.Properties["timeCreated"] = answer.Timestamp(w.Engine())
	}
	property.Restore(w, "vmId", "timeCreated")
	delete(w.Record.Members, "resources") // what a client read
	facts, err := resource.Facts[machineFacts](w.Old)
	if err != nil {
		return err
	}
	if err := checkExtensionIdentities(facts.Port, w.Identity); err != nil {
		return err
	}
	vmID := document.String(w.Properties, "vmId")
	w.Indexes = append(w.Indexes, m.handles.Index(vmID))
	keepTagless(w)
	if document.At(w.Properties, "hardwareProfile.vmSize") == nil {
		return property.Missing("vmSize")
	}
	if err := property.KeepFrozen(w, machineFrozen); err != nil {
		return err
	}
	if err := takeImage(ctx, w.Unit, w.Properties); err != nil {
		return err
	}
	if err := keepDisks(w); err != nil {
		return err
	}
	nameDisks(w)
	catalogue.FillExactVersion(w.Properties)
	system := catalogue.SystemOf(w.Properties)
	profile := completeOSProfile(w.Properties, system)
	completePatching(profile, system)
	if profile != nil {
		document.Default(profile, "computerName", w.ID.Name())
	}
	dropEmpty(w.Properties)
	if err := completeEvents(w.Properties); err != nil {
		return err
	}
	if err := attachDisks(ctx, w); err != nil {
		return err
	}
	if err := joinPlaces(ctx, w); err != nil {
		return err
	}
	if err := joinInSet(ctx, w); err != nil {
		return err
	}
	return joinInterfaces(ctx, w)
}

// dropEmpty leaves out what Azure leaves out when it says nothing.
func dropEmpty(properties map[string]any) {
	if capabilities, ok := document.At(properties, "additionalCapabilities").(map[string]any); ok && len(capabilities) == 0 {
		document.Remove(properties, "additionalCapabilities")
	}
}

// showVM adds the instance view where it is asked for, and hides what came with
// later api-versions.
func showVM(ctx context.Context, s *arm.Shown) error {
	expand := answer.Expands(s.Call, "instanceView") || strings.EqualFold(s.Query("statusOnly"), "true")
	if err := showExtensions(ctx, s); err != nil {
		return err
	}
	userData := answer.HidesUserData(s)
	if !expand && !userData && !apiversion.ShowsAgentUpdates(s.Version) && !apiversion.Hides(s.Version, vmArrivals) {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	if userData {
		document.Remove(properties, "userData")
	}
	if expand {
		view, err := instanceView(ctx, s.Call, s.Record, properties)
		if err != nil {
			return err
		}
		properties["instanceView"] = view
	}
	if apiversion.ShowsAgentUpdates(s.Version) {
		apiversion.ShowAgentUpdates(document.At(properties, "osProfile"))
	}
	apiversion.HideLater(properties, s.Version, vmArrivals)
	return nil
}

var vmArrivals = append([]apiversion.Arrival{{Path: "timeCreated", Since: "2021-11-01"}, {Path: "virtualMachineScaleSet", Since: "2019-03-01"}, {Path: "platformFaultDomain", Since: "2020-12-01"}}, machineArrivals...)
