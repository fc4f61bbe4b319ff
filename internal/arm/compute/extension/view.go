package extension

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// view is what an instance view tells of an extension.
func (i Installed) view() map[string]any {
	done := answer.Status("ProvisioningState/succeeded", "Provisioning succeeded")
	done["message"] = "The extension is kept as it was sent; nothing of it runs."
	if port := i.Port(); port != 0 {
		done["message"] = fmt.Sprintf("The machine's tokens are served at http://localhost:%d/oauth2/token.", port)
	}
	return map[string]any{"name": i.Name, "type": i.handler(), "typeHandlerVersion": i.version(), "statuses": []any{done}}
}

// AddTo adds extensions to an instance view, and their handlers to what
// its agent tells, if there is one that runs.
func AddTo(view map[string]any, all []Installed) {
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

// ShowInside adds the resources inside a machine to what a client sees of it,
// fully or by their ids.
func ShowInside(s *arm.Shown, inner []resource.Record, fully bool) {
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
	// The record is shared with other readers.
	if s.Record.Members = maps.Clone(s.Record.Members); s.Record.Members == nil {
		s.Record.Members = make(map[string]json.RawMessage)
	}
	s.Record.Members["resources"] = document.Write(resources)
}
