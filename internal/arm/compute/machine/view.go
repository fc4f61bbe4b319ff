package machine

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The versions of the guest agent that machines show. There is no agent; clients
// wait for one.
const (
	linuxAgent   = "2.11.1.4"
	windowsAgent = "2.7.41491.1131"
)

// generationSince is the api-version from which views tell the generation of Hyper-V.
const generationSince = "2019-03-01"

// View is what a machine is at the moment: what its agent tells, if it is on, its
// disks, its states and its extensions.
func View(record resource.Record, properties any, power identity.Power, extensions []extension.Installed, v arm.Version) map[string]any {
	view := map[string]any{
		"disks":    viewDisks(record, properties),
		"statuses": []any{answer.Provisioned(record.Modified), powerStatus(power)},
	}
	if power == identity.Running {
		addAgent(view, properties, record.Modified)
	}
	extension.AddTo(view, extensions)
	if !v.Before(generationSince) {
		view["hyperVGeneration"] = catalogue.GenerationOf(properties)
	}
	return view
}

// View is the instance view of the virtual machine, read with g.
func (vm VM) View(ctx context.Context, g resource.Getter, v arm.Version) (map[string]any, error) {
	properties, err := document.Read(vm.Record.Properties)
	if err != nil {
		return nil, err
	}
	extensions, err := extension.On(ctx, g, vm.Record, vm.Facts.Extensions)
	if err != nil {
		return nil, err
	}
	view := View(vm.Record, properties, vm.Facts.Power, extensions, v)
	if vm.Facts.Fleet != nil {
		view["platformFaultDomain"] = vm.Facts.Fleet.Domain
	}
	if vm.Facts.Generalized {
		view["statuses"] = append([]any{answer.Status("OSState/generalized", "VM generalized")}, view["statuses"].([]any)...)
	}
	return view, nil
}

// addAgent adds what the guest agent of a machine tells.
func addAgent(view map[string]any, properties any, since time.Time) {
	version := linuxAgent
	if system := catalogue.SystemOf(properties); system == catalogue.Windows {
		version = windowsAgent
	}
	ready := answer.Status("ProvisioningState/succeeded", "Ready")
	ready["message"] = "Guest Agent is running"
	ready["time"] = since.UTC().Format("2006-01-02T15:04:05-07:00")
	view["vmAgent"] = map[string]any{"vmAgentVersion": version, "statuses": []any{ready}, "extensionHandlers": []any{}}
	if name := document.String(properties, "osProfile.computerName"); name != "" {
		view["computerName"] = name
	}
	if name, release, ok := catalogue.ReleaseOf(properties); ok {
		view["osName"], view["osVersion"] = name, release
	}
}

// viewDisks are what an instance view tells of the machine's disks.
func viewDisks(record resource.Record, properties any) []any {
	views := []any{}
	for _, disk := range Disks(properties) {
		if name := document.String(disk, "name"); name != "" {
			views = append(views, map[string]any{"name": name, "statuses": []any{answer.Provisioned(record.Created)}})
		}
	}
	return views
}
