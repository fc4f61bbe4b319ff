package deployments

import (
	"context"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// maxDepth is how deep deployments may be nested.
const maxDepth = 10

// preflight checks what can be known before a deployment runs: that the types
// are served where they stand, that their groups are there or will be made, and
// that the caller may write them all; the same for the deployments inside it.
func (s *Service) preflight(ctx context.Context, r *run, parent *run) error {
	r.parent = parent
	checks := &checks{service: s, made: make(map[string]bool)}
	for around := parent; around != nil; around = around.parent {
		checks.making(around)
	}
	if err := checks.run(ctx, r, depth(r)); err != nil {
		return err
	}
	return checks.refusal()
}

func depth(r *run) int {
	deep := 0
	for around := r.parent; around != nil; around = around.parent {
		deep++
	}
	return deep
}

// checks are what a preflight knows so far.
type checks struct {
	service *Service
	made    map[string]bool // keys of the groups that the deployments make
	denied  []string        // texts
}

func (k *checks) making(r *run) {
	for _, s := range r.steps {
		if strings.EqualFold(s.id.Type(), "Microsoft.Resources/resourceGroups") {
			k.made[s.id.Key()] = true
		}
	}
}

func (k *checks) run(ctx context.Context, r *run, deep int) error {
	if deep > maxDepth {
		return resource.Invalid("InvalidTemplate", "Deployment template validation failed: 'The deployment '%s' is nested more than %d deep.'.", r.id.Name(), maxDepth)
	}
	k.making(r)
	for _, s := range r.steps {
		if err := k.step(ctx, r, s); err != nil {
			return err
		}
		if !s.resource.IsDeployment {
			continue
		}
		if err := k.nested(ctx, r, s, deep); err != nil {
			return err
		}
	}
	return nil
}

func (k *checks) step(ctx context.Context, r *run, s *step) error {
	t, err := k.service.Engine.TypeAt(s.id, arm.Version(strings.ToLower(s.version)))
	if err != nil {
		return placed(err, s)
	}
	if group, ok := s.id.ResourceGroupID(); ok && !k.made[group.Key()] && !group.Equal(s.id) {
		there, err := k.service.Engine.Exists(ctx, group)
		if err != nil {
			return err
		}
		if !there {
			return placed(resource.NotFound("ResourceGroupNotFound", "Resource group '%s' could not be found.", group.Name()), s)
		}
	}
	verb := "write"
	if s.resource.Existing {
		verb = "read"
	}
	if action, ok := k.service.Engine.May(r.caller, verb, t, s.id); !ok {
		k.denied = append(k.denied, fmt.Sprintf("Authorization failed for template resource '%s' of type '%s'. The client '%s' with object id '%s' does not have permission to perform action '%s' at scope '%s'.",
			s.op.Name, s.id.Type(), r.caller.Name, r.caller.ObjectID, action, s.id))
	}
	return nil
}

// placed adds to an error where in the template its resource stands.
func placed(err error, s *step) error {
	e := *resource.AsError(err)
	if e.Kind != resource.KindInternal {
		e.Kind = resource.KindInvalid
		if e.Code == "ResourceGroupNotFound" {
			e.Kind = resource.KindNotFound
		}
		if s.resource != nil && s.resource.Line > 0 {
			e.Info = append(e.Info, resource.ErrorInfo{Type: "TemplateViolation", Info: map[string]any{
				"lineNumber": s.resource.Line, "linePosition": s.resource.Column, "path": "",
			}})
		}
		return &e
	}
	return err
}

// nested checks a deployment inside another one, where it can be worked out.
func (k *checks) nested(ctx context.Context, r *run, s *step, deep int) error {
	d, err := s.resource.Nested(nil)
	if isUnknown(err) {
		return nil
	}
	if err != nil {
		return violation(err)
	}
	n, err := r.inner(ctx, s, d, k.made)
	if isUnknown(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return k.run(ctx, n, deep+1)
}

// refusal is the error for what the caller may not do, or nil.
func (k *checks) refusal() error {
	switch len(k.denied) {
	case 0:
		return nil
	case 1:
		return resource.Errorf(resource.KindForbidden, "InvalidTemplateDeployment", "The template deployment failed with error: '%s'.", k.denied[0])
	}
	return resource.Errorf(resource.KindForbidden, "InvalidTemplateDeployment", "Deployment failed with multiple errors: '%s'", strings.Join(k.denied, ":"))
}
