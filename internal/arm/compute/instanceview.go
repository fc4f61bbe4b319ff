package compute

import (
	"context"
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
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

// viewVM serves GET {vm}/instanceView.
func viewVM(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return nil, err
	}
	view, err := instanceView(ctx, c, record, properties)
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, view), nil
}

// instanceView is what a virtual machine is at the moment: what its agent tells,
// if it is on, its disks and its states.
func instanceView(ctx context.Context, c *arm.Call, record resource.Record, properties any) (map[string]any, error) {
	facts, err := resource.Facts[machineFacts](&record)
	if err != nil {
		return nil, err
	}
	view := map[string]any{
		"disks":    diskViews(record, properties),
		"statuses": append([]any{answer.Provisioned(record.Modified)}, powerStatus(facts.Power)),
	}
	if facts.Power == identity.Running {
		addAgent(view, properties, record.Modified)
	}
	extensions, err := installedOn(ctx, c.Engine().Store, record, facts.Extensions)
	if err != nil {
		return nil, err
	}
	addExtensions(view, extensions)
	if !c.Version.Before(generationSince) {
		view["hyperVGeneration"] = catalogue.GenerationOf(properties)
	}
	if facts.Fleet != nil {
		view["platformFaultDomain"] = facts.Fleet.Domain
	}
	if facts.Generalized {
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

func diskViews(record resource.Record, properties any) []any {
	views := []any{}
	for _, disk := range disksOf(properties) {
		if name := document.String(disk, "name"); name != "" {
			views = append(views, map[string]any{"name": name, "statuses": []any{answer.Provisioned(record.Created)}})
		}
	}
	return views
}
