package policy

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// Amends reports whether a policy that modifies resources holds at an id.
func (s *Service) Amends(id resource.ID) bool {
	return slices.ContainsFunc(s.book.at(id), func(a *assigned) bool {
		d := s.book.definition(a.definitionID())
		return d != nil && d.definition.Rule.Then.Details.Modifies() && a.enforced()
	})
}

// Amend is a write's body with what policies have changed in it.
func (s *Service) Amend(ctx context.Context, w *arm.Write) (map[string]any, error) {
	if isUngoverned(w.Type.Kind()) {
		return w.Body, nil
	}
	subject, err := s.written(ctx, w)
	if err != nil {
		return nil, err
	}
	r := newRevision(w.Record, w.Identity)
	for _, a := range s.book.at(w.ID) {
		j, ok := s.judge(a, subject)
		if !ok || !a.enforced() || !j.Details().Modifies() {
			continue
		}
		if broken := r.reviseBy(j); broken != nil {
			return nil, disallowed(w.ID, []violation{*broken})
		}
	}
	body := document.Clone(w.Body).(map[string]any)
	for name, member := range r.body(w.Type) {
		if _, spelled, ok := document.Member(body, name); ok {
			delete(body, spelled)
		}
		body[name] = member
	}
	return body, nil
}

// revision is a resource's tags and identity as policies change them.
type revision struct {
	tags   map[string]any
	kind   string          // of the identity
	users  map[string]any  // user-assigned identities by id
	by     map[string]bool // the fields that a policy has changed
	tagged bool
	held   bool
}

func newRevision(record resource.Record, held identity.Assigned) *revision {
	r := &revision{tags: make(map[string]any), kind: held.Type(), users: make(map[string]any), by: make(map[string]bool)}
	for name, text := range record.Tags {
		r.tags[name] = text
	}
	for _, user := range held.User {
		r.users[user.ID] = map[string]any{}
	}
	return r
}

// reviseBy changes what a policy demands; it is the policy's violation where that
// cannot be.
func (r *revision) reviseBy(j judged) *violation {
	effect, err := j.Effect()
	if err == nil && effect != policy.Modify {
		return nil
	}
	var changes []policy.Change
	if err == nil {
		var holds bool
		if holds, err = j.Holds(); err == nil && holds {
			changes, err = j.Changes()
		}
	}
	for _, c := range changes {
		field := strings.ToLower(strings.Join(c.Path, "."))
		if r.by[field] && c.Conflict == policy.Deny {
			return &violation{judged: j, effect: effect, failure: "Another policy has changed the field '" + strings.Join(c.Path, ".") + "' of the resource."}
		}
		if !r.by[field] {
			r.change(c)
		}
	}
	for _, c := range changes {
		r.by[strings.ToLower(strings.Join(c.Path, "."))] = true
	}
	if err != nil {
		return &violation{judged: j, effect: effect, failure: err.Error()}
	}
	return nil
}

func (r *revision) change(c policy.Change) {
	switch name := c.Path[1]; {
	case c.Path[0] == "tags":
		r.tagged = true
		if _, spelled, ok := document.Member(r.tags, name); ok {
			delete(r.tags, spelled)
		}
		if !c.Removed {
			r.tags[name] = value.Tree(c.Value)
		}
	case strings.EqualFold(name, "type"):
		r.held, r.kind = true, "None"
		if text, ok := c.Value.(string); ok && !c.Removed {
			r.kind = text
		}
	default:
		r.held = true
		if c.Removed {
			clear(r.users)
		}
		if users, ok := value.Tree(c.Value).(map[string]any); ok {
			for id := range users {
				r.users[id] = map[string]any{}
			}
		}
	}
}

// body are the members that were changed, as a write sends them.
func (r *revision) body(t *arm.ResourceType) map[string]any {
	members := make(map[string]any)
	if r.tagged && t.Tagged() {
		members["tags"] = maps.Clone(r.tags)
	}
	if !r.held || !t.Identity {
		return members
	}
	held := map[string]any{"type": r.kind}
	if strings.Contains(strings.ToLower(r.kind), "userassigned") {
		held["userAssignedIdentities"] = maps.Clone(r.users)
	}
	members["identity"] = held
	return members
}

// modify brings a resource that is there to what a policy demands of it, as the
// assignment's identity.
func (s *Service) modify(ctx context.Context, j judged, record resource.Record, o order) error {
	held, err := identity.Parse(record.Identity)
	if err != nil {
		return err
	}
	t := s.engine.Type(record.Type)
	r := newRevision(record, held)
	if broken := r.reviseBy(j); broken != nil {
		return resource.Invalid("PolicyEvaluationFailed", "The policy rule could not be evaluated: %s", broken.failure)
	}
	request := &arm.Request{Method: http.MethodPatch, Path: record.ID, Body: document.Write(r.body(t))}
	return s.send(ctx, j, o, request, t.Versions[len(t.Versions)-1])
}
