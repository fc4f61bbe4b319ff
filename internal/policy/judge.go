package policy

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// Judgement is a definition, as it is assigned, before a resource.
type Judgement struct {
	definition *Definition
	scope      scope
}

// CheckEffect reports what is wrong with the effect that an assignment chooses,
// as far as it is known without a resource. Its only error is *Error.
func (d *Definition) CheckEffect(a Assigned) error {
	j := d.Judge(Subject{Resource: value.NewObject()}, a)
	v, err := d.Rule.Then.effect.value(&j.scope)
	if err != nil {
		return nil //nolint:nilerr // it is the resource's to decide
	}
	effect, err := effectOf(text(v))
	if err != nil {
		return err
	}
	details := d.Rule.Then.Details
	lacks := effect == DeployIfNotExists && (details == nil || details.Deployment == nil) || effect == AuditIfNotExists && (details == nil || details.Modifies()) ||
		effect == Modify && !details.Modifies()
	if lacks {
		return invalid("then.details", "the effect '%s', which the assignment chooses, takes details that the definition does not have.", effect)
	}
	return nil
}

// Remedies reports whether what does not comply with the definition can be brought
// to do so.
func (d *Definition) Remedies() bool {
	details := d.Rule.Then.Details
	return details != nil && (details.Deployment != nil || details.Modifies())
}

// Judge puts a resource before a definition.
func (d *Definition) Judge(s Subject, a Assigned) *Judgement {
	return &Judgement{definition: d, scope: scope{Subject: s, Assigned: a, steps: new(int)}}
}

// Covers reports whether the definition's mode has it judge the resource.
func (j *Judgement) Covers() bool {
	if !j.definition.Indexed {
		return true
	}
	location, _ := j.scope.Resource.Get("location")
	return location != nil && !strings.EqualFold(textOf(j.scope.Resource, "type"), "Microsoft.Resources/subscriptions/resourceGroups") &&
		!strings.EqualFold(textOf(j.scope.Resource, "type"), "Microsoft.Resources/resourceGroups")
}

// Effect is the effect of the rule.
func (j *Judgement) Effect() (Effect, error) {
	v, err := j.definition.Rule.Then.effect.value(&j.scope)
	if err != nil {
		return "", err
	}
	return effectOf(text(v))
}

// Holds reports whether the rule's condition holds for the resource.
func (j *Judgement) Holds() (bool, error) {
	t, err := j.definition.Rule.If.holds(&j.scope)
	return t == yes, err
}

// Applies reports whether the resource is one that the rule is about, whether it
// is as the rule demands or not (Microsoft, "What is applicability in Azure Policy?").
func (j *Judgement) Applies() (bool, error) {
	s := j.scope
	s.applies, s.named = true, j.definition.Rule.others && j.definition.Rule.named
	t, err := j.definition.Rule.If.holds(&s)
	return t != no, err
}

// Details are those of the effects that look for another resource; nil for none.
func (j *Judgement) Details() *Details { return j.definition.Rule.Then.Details }

// Name is the name of the related resource, or its full name; "" for any.
func (j *Judgement) Name() (string, error) { return j.optional(j.Details().name, j.Details().hasName) }

// Group is the resource group in which the related resource is looked for and the
// deployment is made; "" for the resource's own.
func (j *Judgement) Group() (string, error) {
	return j.optional(j.Details().group, j.Details().hasGroup)
}

func (j *Judgement) optional(p phrase, ok bool) (string, error) {
	if !ok {
		return "", nil
	}
	v, err := p.value(&j.scope)
	return text(v), err
}

// Suffices reports whether a related resource fulfils the existence condition.
// What the condition's fields are of is the related resource; its functions ask about
// the one that is judged (Microsoft, "Azure Policy definition structure policy rule").
func (j *Judgement) Suffices(related *value.Object) (bool, error) {
	if j.Details().existence == nil {
		return true, nil
	}
	s := j.scope
	s.Resource, s.asked = related, j.scope.Resource
	t, err := j.Details().existence.holds(&s)
	return t == yes, err
}

// DeploymentParameters are the parameters of the deployment, for the resource.
func (j *Judgement) DeploymentParameters() (map[string]any, error) {
	parameters := make(map[string]any)
	for _, m := range j.Details().Deployment.parameters {
		name, v, err := m.value(&j.scope)
		if err != nil {
			return nil, err
		}
		parameters[name] = value.Tree(v)
	}
	return parameters, nil
}
