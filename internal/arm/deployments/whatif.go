package deployments

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// whatIfTime is how long a preview takes where operations take time.
const whatIfTime = 10 * time.Second

// whatIf answers what a deployment would change, and changes nothing.
func (s *Service) whatIf(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	r, b, err := s.prepare(ctx, c)
	if err != nil {
		return nil, err
	}
	p := &preview{run: r, ids: b.ResultFormat == "ResourceIdOnly", seen: make(map[string]bool), changes: []any{}}
	if err := p.all(ctx, r); err != nil {
		return nil, err
	}
	if err := p.others(ctx); err != nil {
		return nil, err
	}
	return c.Later(ctx, whatIfTime, map[string]any{
		"status": succeeded, "properties": map[string]any{"correlationId": r.correlation, "changes": p.changes},
	})
}

// preview collects what a deployment would change.
type preview struct {
	run     *run
	ids     bool            // the ids alone are wanted
	seen    map[string]bool // keys of what the templates name
	changes []any
}

// all looks at what a deployment writes, and those inside it.
func (p *preview) all(ctx context.Context, r *run) error {
	for _, s := range r.steps {
		if s.resource.Existing {
			continue
		}
		p.seen[s.id.Key()] = true
		var err error
		if s.resource.IsDeployment {
			err = p.nested(ctx, r, s)
		} else {
			err = p.resource(ctx, r, s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// nested looks into a deployment inside another one. One that cannot be worked
// out before the outer one runs is said to be so.
func (p *preview) nested(ctx context.Context, r *run, s *step) error {
	d, err := s.resource.Nested(foresight{r.runtime(ctx)})
	if err == nil {
		made := make(map[string]bool)
		for around := r; around != nil; around = around.parent {
			(&checks{made: made}).making(around)
		}
		var n *run
		if n, err = r.inner(ctx, s, d, made); err == nil {
			return p.all(ctx, n)
		}
	}
	if !isUnknown(err) {
		return violation(err)
	}
	p.changes = append(p.changes, map[string]any{
		"resourceId": s.id.String(), "changeType": "Unsupported",
		"unsupportedReason": "The changes of the nested deployment '" + s.id.Name() + "' can only be worked out while the deployment runs.",
	})
	return nil
}

// resource tells what becomes of one resource.
func (p *preview) resource(ctx context.Context, r *run, s *step) error {
	before, err := r.seen(ctx, s)
	if err != nil {
		return err
	}
	change := map[string]any{"resourceId": s.id.String(), "changeType": "Create"}
	p.changes = append(p.changes, change)
	if p.ids {
		if before != nil {
			change["changeType"] = "Deploy"
		}
		return nil
	}
	body, err := s.resource.Body(foresight{r.runtime(ctx)})
	if isUnknown(err) { // what cannot be told stays as the template writes it
		body, err = s.resource.Body(nil)
	}
	if err != nil {
		return violation(err)
	}
	if before == nil {
		change["after"] = identified(s, document.Clone(body).(map[string]any))
		return nil
	}
	after := r.foreseen(ctx, s, body, before)
	delta := differences(before, after)
	change["changeType"], change["before"], change["after"], change["delta"] = "Modify", before, after, delta
	if len(delta) == 0 {
		change["changeType"] = "NoChange"
	}
	return nil
}

// seen is a resource as the deployment's caller sees it now, or nil.
func (r *run) seen(ctx context.Context, s *step) (map[string]any, error) {
	response, err := r.service.Engine.As(ctx, r.caller, r.request(http.MethodGet, s.id, s.version, nil))
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return compared(s, response.Body)
}

func missing(err error) bool {
	e, ok := errors.AsType[*resource.Error](err)
	return ok && e.Kind == resource.KindNotFound
}

// foreseen is a resource as it would be: the write is tried. Where it fails for
// now, since what it needs is to be deployed before, the body is laid over what
// is there.
func (r *run) foreseen(ctx context.Context, s *step, body, before map[string]any) map[string]any {
	shown, err := r.service.Engine.Try(ctx, r.caller, r.request(http.MethodPut, s.id, s.version, document.Write(body)))
	if err == nil && shown != nil {
		if after, err := compared(s, shown); err == nil {
			return after
		}
	}
	return identified(s, document.Merge(before, body).(map[string]any))
}

// compared is a resource's body in the form in which previews show it: without
// what changes with each write.
func compared(s *step, text []byte) (map[string]any, error) {
	value, err := document.Read(text)
	if err != nil {
		return nil, err
	}
	whole, _ := value.(map[string]any)
	dropNoise(whole)
	return identified(s, whole), nil
}

func dropNoise(value any) {
	switch v := value.(type) {
	case map[string]any:
		delete(v, "etag")
		delete(v, "provisioningState")
		delete(v, "systemData")
		delete(v, "updatedOn") // this and the next are role assignments' own
		delete(v, "updatedBy")
		for _, member := range v {
			dropNoise(member)
		}
	case []any:
		for _, element := range v {
			dropNoise(element)
		}
	}
}

// identified adds to a body what says which resource it is.
func identified(s *step, body map[string]any) map[string]any {
	body["apiVersion"], body["id"], body["name"], body["type"] = strings.ToLower(s.version), s.id.String(), s.id.Name(), s.id.Type()
	if location, ok := body["location"].(string); ok {
		body["location"] = arm.NormalLocation(location)
	}
	return body
}

// others are the resources of the group that no template names: they are
// deleted in complete mode, and left alone otherwise.
func (p *preview) others(ctx context.Context) error {
	group := p.run.id.Parent()
	if group.ResourceGroup() == "" {
		return nil
	}
	resources, err := p.run.service.tracked(ctx, group)
	if err != nil {
		return err
	}
	kind := "Ignore"
	if p.run.mode == "Complete" {
		kind = "Delete"
	}
	for _, one := range resources {
		if p.seen[one.id.Key()] {
			continue
		}
		s := &step{id: one.id, version: one.version}
		before, err := p.run.seen(ctx, s)
		if e, ok := errors.AsType[*resource.Error](err); ok && e.Kind == resource.KindForbidden || err == nil && before == nil {
			continue // the caller sees nothing of it
		}
		if err != nil {
			return err
		}
		change := map[string]any{"resourceId": one.id.String(), "changeType": kind}
		if !p.ids {
			change["before"] = before
		}
		p.changes = append(p.changes, change)
	}
	return nil
}

// foresight is a runtime that knows what is there, and not what is to come.
type foresight struct{ template.Runtime }

func (f foresight) Reference(id, apiVersion string, full bool) (any, error) {
	v, err := f.Runtime.Reference(id, apiVersion, full)
	if missing(err) {
		return nil, template.ErrUnknownAtPlan
	}
	return v, err
}

func (f foresight) List(function, id, apiVersion string, input any) (any, error) {
	v, err := f.Runtime.List(function, id, apiVersion, input)
	if missing(err) {
		return nil, template.ErrUnknownAtPlan
	}
	return v, err
}
