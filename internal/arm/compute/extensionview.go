package compute

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// extensionRecords are the extensions of a virtual machine with these names.
func extensionRecords(ctx context.Context, g resource.Getter, vm resource.Record, names []string) ([]resource.Record, error) {
	records := make([]resource.Record, len(names))
	for i, name := range names {
		id, err := resource.ParseID(vm.ID + "/extensions/" + name)
		if err != nil {
			return nil, err
		}
		d, err := g.Get(ctx, id.Key())
		if err != nil {
			return nil, err
		}
		if records[i], err = resource.ParseRecord(d); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// installedOn are the extensions of a virtual machine.
func installedOn(ctx context.Context, g resource.Getter, vm resource.Record, names []string) ([]installed, error) {
	records, err := extensionRecords(ctx, g, vm, names)
	if err != nil {
		return nil, err
	}
	all := make([]installed, len(records))
	for i, record := range records {
		properties, err := document.Read(record.Properties)
		if err != nil {
			return nil, err
		}
		all[i] = installed{names[i], properties}
	}
	return all, nil
}

// view is what an instance view tells of an extension.
func (i installed) view() map[string]any {
	done := answer.Status("ProvisioningState/succeeded", "Provisioning succeeded")
	done["message"] = "The extension is kept as it was sent; nothing of it runs."
	if port := i.port(); port != 0 {
		done["message"] = fmt.Sprintf("The machine's tokens are served at http://localhost:%d/oauth2/token.", port)
	}
	return map[string]any{"name": i.name, "type": i.handler(), "typeHandlerVersion": i.version(), "statuses": []any{done}}
}

// addExtensions adds extensions to an instance view, and their handlers to what
// its agent tells, if there is one that runs.
func addExtensions(view map[string]any, all []installed) {
	if len(all) == 0 {
		return
	}
	views, handlers := make([]any, len(all)), make([]any, len(all))
	for i, one := range all {
		views[i] = one.view()
		ready := answer.Status("ProvisioningState/succeeded", "Ready")
		ready["message"] = "Plugin enabled"
		handlers[i] = map[string]any{"type": one.handler(), "typeHandlerVersion": one.version(), "status": ready}
	}
	view["extensions"] = views
	if agent, ok := view["vmAgent"].(map[string]any); ok {
		agent["extensionHandlers"] = handlers
	}
}

// showExtensions adds the extensions of a virtual machine to what a client sees of
// it: in a list of machines, their ids.
func showExtensions(ctx context.Context, s *arm.Shown) error {
	facts, err := resource.Facts[machineFacts](&s.Record)
	if err != nil || len(facts.Extensions) == 0 {
		return err
	}
	records, err := extensionRecords(ctx, s.Engine().Store, s.Record, facts.Extensions)
	if err == nil {
		showInner(s, records, strings.EqualFold(s.ID.String(), s.Record.ID))
	}
	return err
}

// showInstanceExtensions is showExtensions for an instance of a scale set.
func showInstanceExtensions(s *arm.Shown) error {
	records, err := instanceExtension.of(s.Record)
	if err == nil && len(records) > 0 {
		showInner(s, records, true)
	}
	return err
}

// showInner adds the resources inside a machine to what a client sees of it,
// fully or by their ids.
func showInner(s *arm.Shown, inner []resource.Record, fully bool) {
	resources := make([]any, len(inner))
	for i, record := range inner {
		shown := map[string]any{"id": record.ID}
		if fully {
			shown["name"] = record.Name()
			shown["type"] = record.Type
			shown["location"] = record.Location
			shown["properties"] = record.Properties
			if record.Tags != nil {
				shown["tags"] = record.Tags
			}
		}
		resources[i] = shown
	}
	s.Record.Members = maps.Clone(s.Record.Members)
	if s.Record.Members == nil {
		s.Record.Members = make(map[string]json.RawMessage)
	}
	s.Record.Members["resources"] = document.Write(resources)
}
