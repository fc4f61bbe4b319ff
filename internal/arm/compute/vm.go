package compute

import (
	"context"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/disk"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/group"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// showExtensions adds the extensions of a virtual machine to what a client sees of
// it: in a list of machines, their ids.
func showExtensions(ctx context.Context, s *arm.Shown) error {
	facts, err := resource.Facts[machine.Facts](&s.Record)
	if err != nil || len(facts.Extensions) == 0 {
		return err
	}
	records, err := extension.Records(ctx, s.Engine().Store, s.Record, facts.Extensions)
	if err == nil {
		extension.ShowInside(s, records, strings.EqualFold(s.ID.String(), s.Record.ID))
	}
	return err
}

// vms declares virtual machines.
type vms struct{ tokens machine.Tokens }

// vmTypes declares virtual machines, and their extensions.
func vmTypes(tokens machine.Tokens) []*arm.ResourceType {
	m := vms{tokens}
	return []*arm.ResourceType{m.virtualMachine(), machineExtension()}
}

func (m vms) virtualMachine() *arm.ResourceType {
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
		CheckName:   machine.CheckName,
		Write:       m.writeVM,
		Delete:      deleteVM,
		Show:        showVM,
		Actions: append(machineActions(), m.tokens.Connect(), m.tokens.Inspect(),
			answer.Part("instanceView", "Read the instance view of", viewVM),
			answer.Part("vmSizes", "List the sizes for", catalogue.ListSizesFor),
		),
	}
}

func (m vms) writeVM(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["vmId"] = w.Engine().Sources.For("vmId", w.ID.Key()).NewGUID()
		w.Properties["timeCreated"] = answer.Timestamp(w.Engine())
	}
	property.Restore(w, "vmId", "timeCreated")
	delete(w.Record.Members, "resources") // what a client read
	facts, err := resource.Facts[machine.Facts](w.Old)
	if err != nil {
		return err
	}
	if err := extension.CheckIdentities(facts.Port, w.Identity); err != nil {
		return err
	}
	vmID := document.String(w.Properties, "vmId")
	w.Indexes = append(w.Indexes, m.tokens.Handles.Index(vmID))
	machine.KeepTagless(w)
	if document.At(w.Properties, "hardwareProfile.vmSize") == nil {
		return property.Missing("vmSize")
	}
	if err := property.KeepFrozen(w, machineFrozen); err != nil {
		return err
	}
	if err := disk.TakeImage(ctx, w.Unit, w.Properties); err != nil {
		return err
	}
	if err := keepDisks(w); err != nil {
		return err
	}
	nameDisks(w)
	catalogue.FillExactVersion(w.Properties)
	system := catalogue.SystemOf(w.Properties)
	profile := machine.CompleteOSProfile(w.Properties, system)
	machine.CompletePatching(profile, system)
	if profile != nil {
		document.Default(profile, "computerName", w.ID.Name())
	}
	machine.DropEmpty(w.Properties)
	if err := machine.CompleteEvents(w.Properties); err != nil {
		return err
	}
	if err := disk.Attach(ctx, w); err != nil {
		return err
	}
	if err := group.Join(ctx, w); err != nil {
		return err
	}
	if err := joinInSet(ctx, w); err != nil {
		return err
	}
	return joinInterfaces(ctx, w)
}

// showVM adds the instance view where it is asked for, and hides what came with
// later api-versions.
func showVM(ctx context.Context, s *arm.Shown) error {
	expand := answer.Expands(s.Call, "instanceView") || strings.EqualFold(s.Query("statusOnly"), "true")
	if err := showExtensions(ctx, s); err != nil {
		return err
	}
	userData := answer.HidesUserData(s)
	if !expand && !userData && !apiversion.ShowsAgentUpdates(s.Version) && !apiversion.Hides(s.Version, machine.Arrivals) {
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
		view, err := viewOf(ctx, s.Call, s.Record)
		if err != nil {
			return err
		}
		properties["instanceView"] = view
	}
	if apiversion.ShowsAgentUpdates(s.Version) {
		apiversion.ShowAgentUpdates(document.At(properties, "osProfile"))
	}
	apiversion.HideLater(properties, s.Version, machine.Arrivals)
	return nil
}

// viewOf is the instance view of a virtual machine that a call reads.
func viewOf(ctx context.Context, c *arm.Call, record resource.Record) (map[string]any, error) {
	facts, err := resource.Facts[machine.Facts](&record)
	if err != nil {
		return nil, err
	}
	return machine.VM{Record: record, Facts: facts}.View(ctx, c.Engine().Store, c.Version)
}

// viewVM serves GET {vm}/instanceView.
func viewVM(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	view, err := viewOf(ctx, c, record)
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, view), nil
}
