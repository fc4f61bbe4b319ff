package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// ungoverned are the types that no policy judges: policies themselves, which could
// lock everybody out, and what stands for work that goes on.
var ungoverned = []string{definitionKind, assignmentKind, remediationKind}

func isUngoverned(kind string) bool { return slices.Contains(ungoverned, kind) }

// Judge judges a write: it is refused where a policy denies the resource as it
// would be, and what is to be deployed for it is put on the agenda.
func (s *Service) Judge(ctx context.Context, w *arm.Write) error {
	if isUngoverned(w.Type.Kind()) {
		return nil
	}
	assignments := s.book.at(w.ID)
	if len(assignments) == 0 {
		return nil
	}
	subject, err := s.written(ctx, w)
	if err != nil {
		return err
	}
	var violations []violation
	for _, a := range assignments {
		j, ok := s.judge(a, subject)
		if !ok {
			continue
		}
		if broken := s.governBy(w, j); broken != nil {
			violations = append(violations, *broken)
		}
	}
	if len(violations) > 0 {
		return disallowed(w.ID, violations)
	}
	return nil
}

// written is the resource of a write as rules see it.
func (s *Service) written(ctx context.Context, w *arm.Write) (policy.Subject, error) {
	shown, err := w.Seen(ctx)
	if err != nil {
		return policy.Subject{}, err
	}
	id, err := resource.ParseID(w.Record.ID)
	if err != nil {
		return policy.Subject{}, err
	}
	return s.subject(ctx, id, shown, w.Version)
}

// governBy judges a write by one assignment, which may put an evaluation on the
// agenda; nil where it lets the write through.
func (s *Service) governBy(w *arm.Write, j judged) *violation {
	effect, err := j.Effect()
	if err == nil && effect == policy.Disabled || !j.assigned.enforced() {
		return nil
	}
	var holds bool
	if err == nil {
		holds, err = j.Holds()
	}
	switch denies := !w.Provides(); { // the provider is not denied what it does for itself
	case err != nil && denies: // Azure: an evaluation that fails is an implicit deny
		return &violation{judged: j, effect: effect, failure: err.Error()}
	case holds && effect == policy.Deny && denies:
		return &violation{judged: j, effect: effect}
	case holds && effect == policy.DeployIfNotExists && !s.byPolicy(w):
		s.plan(w, j)
	}
	return nil
}

// byPolicy reports whether a write is what an assignment's deployment does to a
// resource that was there. No policy looks at that again, so that two of them do
// not undo each other's doing for ever.
func (s *Service) byPolicy(w *arm.Write) bool {
	return w.Old != nil && s.book.isDeployer(w.Caller.ObjectID)
}

// violation is a write that an assignment does not let through.
type violation struct {
	judged
	effect  policy.Effect
	failure string // why the rule could not be evaluated, or ""
}

// disallowed is Azure's refusal of a write.
func disallowed(id resource.ID, violations []violation) error {
	identifiers := make([]any, len(violations))
	var reasons []string
	e := &resource.Error{Kind: resource.KindForbidden, Code: "RequestDisallowedByPolicy", Target: id.Name()}
	for i, v := range violations {
		identifiers[i] = map[string]any{
			"policyAssignment": identifier(v.assigned.record, v.assigned.properties),
			"policyDefinition": identifier(v.definition.record, v.definition.properties),
		}
		if reason := v.assigned.message(); reason != "" {
			reasons = append(reasons, reason)
		}
		if v.failure != "" {
			reasons = append(reasons, v.failure)
		}
		e.Info = append(e.Info, resource.ErrorInfo{Type: "PolicyViolation", Info: v.info()})
	}
	if reasons != nil {
		e.Message = fmt.Sprintf("Resource '%s' was disallowed by policy. Reasons: '%s'. See error details for policy resource IDs.", id.Name(), strings.Join(reasons, "; "))
	} else {
		e.Message = fmt.Sprintf("Resource '%s' was disallowed by policy. Policy identifiers: '%s'.", id.Name(), document.Write(identifiers))
	}
	return e
}

func identifier(record resource.Record, properties map[string]any) map[string]any {
	return map[string]any{"name": displayName(record, properties), "id": record.ID}
}

// displayName is how people call a definition or an assignment.
func displayName(record resource.Record, properties map[string]any) string {
	if name := document.String(properties, "displayName"); name != "" {
		return name
	}
	return record.Name()
}

// message is what the assignment has to say to who does not comply.
func (a *assigned) message() string {
	for _, one := range document.Array(a.properties, "nonComplianceMessages") {
		if text := document.String(one, "message"); text != "" {
			return text
		}
	}
	return ""
}

func (v violation) info() map[string]any {
	info := map[string]any{
		"policyDefinitionId":     v.definition.record.ID,
		"policyDefinitionName":   v.definition.record.Name(),
		"policyDefinitionEffect": strings.ToLower(string(v.effect)),
		"policyAssignmentId":     v.assigned.record.ID,
		"policyAssignmentName":   v.assigned.record.Name(),
		"policyAssignmentScope":  v.assigned.scope().String(),
	}
	for name, value := range map[string]string{
		"policyDefinitionDisplayName": document.String(v.definition.properties, "displayName"),
		"policyAssignmentDisplayName": document.String(v.assigned.properties, "displayName"),
	} {
		if value != "" {
			info[name] = value
		}
	}
	if parameters := document.At(v.assigned.properties, "parameters"); parameters != nil {
		info["policyAssignmentParameters"] = parameters
	}
	if v.failure != "" {
		info["evaluationDetails"] = map[string]any{"reason": v.failure}
	}
	return info
}
