package compute

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

func (m machines) virtualMachine() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "virtualMachines",
		Display:  "Virtual Machines",
		Versions: versions,
		Located:  true,
		Identity: true,
		Members:  []string{"plan", "zones", "extendedLocation", "resources"},
		Filters:  []string{"virtualMachineScaleSet/id"},
		Required: []string{"properties.hardwareProfile", "properties.storageProfile", "properties.networkProfile"},
		Kept: []string{
			"vmId", "timeCreated", "osProfile", "storageProfile.imageReference", "storageProfile.osDisk", "storageProfile.diskControllerType",
			"availabilitySet",
		},
		KeepsProperties: true,
		Secret: []string{
			"osProfile.adminPassword", "osProfile.customData", "osProfile.windowsConfiguration.additionalUnattendContent",
			"instanceView", // what a client read, not what it wants
		},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Etag:        arm.CounterEtag,
		EtagSince:   etagSince,
		CheckName:   checkMachineName,
		Write:       m.writeVM,
		Delete:      deleteVM,
		Show:        showVM,
		Actions: append(machineActions(), m.connect(), m.inspectToken(),
			view("instanceView", "Read the instance view of", viewVM),
			view("vmSizes", "List the sizes for", listSizesFor),
		),
	}
}

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
		w.Properties["timeCreated"] = timestamp(w.Engine())
	}
	restore(w, "vmId", "timeCreated")
	delete(w.Record.Members, "resources") // what a client read
	facts, err := readFacts[machineFacts](w.Old)
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
		return missing("vmSize")
	}
	if err := checkFrozen(w, machineFrozen); err != nil {
		return err
	}
	if err := takeImage(ctx, w.Unit, w.Properties); err != nil {
		return err
	}
	if err := keepDisks(w); err != nil {
		return err
	}
	nameDisks(w)
	exactVersion(w.Properties)
	system := osType(w.Properties)
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

func timestamp(e *arm.Engine) string {
	return e.Sources.Now().UTC().Format(timeForm)
}

// timeForm is how Compute writes times.
const timeForm = "2006-01-02T15:04:05.0000000-07:00"

// showVM adds the instance view where it is asked for, and hides what came with
// later api-versions.
func showVM(ctx context.Context, s *arm.Shown) error {
	expand := expands(s.Call, "instanceView") || strings.EqualFold(s.Query("statusOnly"), "true")
	if err := showExtensions(ctx, s); err != nil {
		return err
	}
	userData := hidesUserData(s)
	if !expand && !userData && !showsAgentUpdates(s.Version) && !hides(s.Version, vmArrivals) {
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
	if showsAgentUpdates(s.Version) {
		showAgentUpdates(document.At(properties, "osProfile"))
	}
	hideLater(properties, s.Version, vmArrivals)
	return nil
}

var vmArrivals = append([]arrival{{"timeCreated", "2021-11-01"}, {"virtualMachineScaleSet", "2019-03-01"}, {"platformFaultDomain", "2020-12-01"}}, machineArrivals...)

// expands reports whether the client asks for a part that is not shown unasked.
func expands(c *arm.Call, part string) bool {
	for _, parameter := range []string{"$expand", "$select"} {
		for asked := range strings.SplitSeq(c.Query(parameter), ",") {
			if strings.EqualFold(strings.TrimSpace(asked), part) {
				return true
			}
		}
	}
	return false
}

// hidesUserData reports whether the machine has user data that was not asked for.
func hidesUserData(s *arm.Shown) bool {
	return strings.Contains(string(s.Record.Properties), `"userData"`) && !expands(s.Call, "userData")
}

func isMissing(err error) bool { return errors.Is(err, resource.ErrNotFound) }
