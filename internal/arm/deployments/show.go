package deployments

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// typesSince is the first api-version whose deployments show their type.
const typesSince = "2019-07-01"

// show adds to a deployment what changes while it runs.
func (s *Service) show(_ context.Context, shown *arm.Shown) error {
	shown.HideType = shown.Version.Before(typesSince)
	st, err := stateOf(shown.Record)
	if err != nil {
		return err
	}
	properties, err := shown.Properties()
	if err != nil {
		return err
	}
	at := st.Ended
	if !terminal(st.State) {
		at = s.Engine.Sources.Now()
	}
	properties["provisioningState"] = st.State
	properties["timestamp"], properties["duration"] = timestamp(at), duration(at.Sub(st.Started))
	return nil
}

// state is what is stored of a run in a state.
func (r *run) state(is string) state {
	if r.paced && is == running && r.parent == nil { // it begins a little later
		is = accepted
	}
	st := state{
		Status: r.status, State: is, Mode: r.mode, Started: r.started,
		Caller: r.caller.ObjectID, CallerName: r.caller.Name, Correlation: r.correlation, Origin: r.origin,
	}
	if r.parent != nil {
		st.Within = r.parent.status
	}
	return st
}

// properties are a deployment's, without those that show adds.
func (r *run) properties(outputs []template.Output, resources []string, failure *resource.Error) json.RawMessage {
	p := map[string]any{
		"templateHash": r.plan.Hash, "mode": r.mode, "correlationId": r.correlation,
		"providers": shownProviders(r.plan), "dependencies": shownDependencies(r.plan),
	}
	if _, _, declared := document.Member(r.deployment.Template.Document(), "parameters"); declared {
		p["parameters"] = r.plan.Parameters
	}
	if outputs != nil {
		shown := make(map[string]any, len(outputs))
		for _, o := range outputs {
			one := map[string]any{"type": o.Type}
			if !secure(o.Type) {
				one["value"] = o.Value
			}
			shown[template.CamelCase(o.Name)] = one
		}
		p["outputs"] = shown
	}
	if resources != nil {
		p["outputResources"] = idList(resources)
	}
	if failure != nil {
		p["error"] = arm.ErrorBody(failure)
	}
	return document.Write(p)
}

func secure(kind string) bool { return kind == "SecureString" || kind == "SecureObject" }

// idList are ids as deployments show them: in their own order.
func idList(ids []string) []any {
	ids = slices.SortedFunc(slices.Values(ids), func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = map[string]any{"id": id}
	}
	return list
}

func shownProviders(plan *template.Plan) []any {
	providers := make([]any, len(plan.Providers))
	for i, p := range plan.Providers {
		types := make([]any, len(p.ResourceTypes))
		for j, t := range p.ResourceTypes {
			locations := make([]any, len(t.Locations))
			for k, l := range t.Locations {
				if l != "" { // those without one are shown as null
					locations[k] = l
				}
			}
			types[j] = map[string]any{"resourceType": t.ResourceType, "locations": locations}
		}
		providers[i] = map[string]any{"namespace": p.Namespace, "resourceTypes": types}
	}
	return providers
}

func shownDependencies(plan *template.Plan) []any {
	dependencies := make([]any, len(plan.Dependencies))
	for i, d := range plan.Dependencies {
		on := make([]any, len(d.DependsOn))
		for j, one := range d.DependsOn {
			on[j] = shownDependent(one)
		}
		shown := shownDependent(d.Dependent)
		shown["dependsOn"] = on
		dependencies[i] = shown
	}
	return dependencies
}

func shownDependent(d template.Dependent) map[string]any {
	shown := map[string]any{"id": d.ID, "resourceType": d.ResourceType, "resourceName": d.ResourceName}
	if d.APIVersion != "" {
		shown["apiVersion"] = d.APIVersion
	}
	return shown
}
