package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/dotnet"
)

// Effect is what is done where a rule holds.
type Effect string

// The effects that there are here, in Azure's words.
const (
	Deny              Effect = "Deny"
	Audit             Effect = "Audit"
	Disabled          Effect = "Disabled"
	Modify            Effect = "Modify"
	AuditIfNotExists  Effect = "AuditIfNotExists"
	DeployIfNotExists Effect = "DeployIfNotExists"
)

var (
	effects = []Effect{Deny, Audit, Disabled, Modify, AuditIfNotExists, DeployIfNotExists}
	// otherEffects are Azure's other effects.
	otherEffects = []string{"Append", "DenyAction", "Manual", "Mutate", "AddToNetworkGroup", "EnforceOPAConstraint", "EnforceRegoPolicy"}
)

// Then is the effect of a rule, and what it takes.
type Then struct {
	effect phrase
	// Details are those of the effects that look for another resource, or modify the
	// one that is written; nil for none.
	Details *Details
}

// Details are what auditIfNotExists looks for, and deployIfNotExists deploys; or
// how modify changes the resource.
type Details struct {
	// Type is of the related resource.
	Type               string
	name, group        phrase
	hasName, hasGroup  bool
	InSubscription     bool // where related resources are looked for: in the whole subscription
	existence          Condition
	Roles              []string // the ids of the role definitions that the deployment takes
	Delay              Delay
	Deployment         *Deployment // nil for auditIfNotExists
	DeploySubscription bool        // where it is deployed

	operations []operation // of modify; nil for the others
	conflict   Effect
}

// Delay is when the existence of the related resource is looked at after a write.
type Delay struct {
	// After the write has ended: so much later.
	Wait time.Duration
	// Succeeded and Failed limit it to writes that ended so.
	Succeeded, Failed bool
}

// Deployment is what deployIfNotExists deploys.
type Deployment struct {
	Location   string
	Mode       string
	Template   any // as package document reads it
	parameters []member
}

// then reads the "then" of a rule.
func (r *reader) then(given any) (Then, error) {
	var t Then
	object, ok := given.(map[string]any)
	if !ok {
		return t, invalid("then", "it is missing, or no object.")
	}
	if err := only("then", object, "effect", "details"); err != nil {
		return t, err
	}
	effect, name, ok := document.Member(object, "effect")
	if _, isText := effect.(string); !ok || !isText {
		return t, invalid("then.effect", "it is missing, or no string.")
	}
	var err error
	if t.effect, err = r.phrase(join("then", name), effect); err != nil {
		return t, err
	}
	possible, err := r.effects(t.effect)
	if err != nil {
		return t, err
	}
	details, _, _ := document.Member(object, "details")
	t.Details, err = r.detailsFor(possible, details)
	return t, err
}

// detailsFor reads the details of a rule that may have some effects; nil for any.
func (r *reader) detailsFor(possible []Effect, details any) (*Details, error) {
	deploys, modifies := slices.Contains(possible, DeployIfNotExists), slices.Contains(possible, Modify)
	looks := deploys || slices.Contains(possible, AuditIfNotExists)
	switch {
	case looks && modifies:
		return nil, invalid("then.effect", "the effect modify takes other details than auditIfNotExists and deployIfNotExists.")
	case details == nil && (looks || modifies):
		return nil, invalid("then.details", "the effects modify, auditIfNotExists and deployIfNotExists take details.")
	case details == nil:
		return nil, nil
	case !looks && !modifies && possible != nil:
		return nil, invalid("then.details", "the effect takes no details.")
	case possible == nil: // they say themselves whose they are
		_, _, deploys = document.Member(details, "deployment")
		_, _, modifies = document.Member(details, "operations")
	}
	if modifies {
		return r.modification(details)
	}
	return r.details(details, deploys)
}

// effects are those that a rule may have: the one that it names, or those that its
// parameter allows; nil where that is known only once it is assigned.
func (r *reader) effects(p phrase) ([]Effect, error) {
	if p.isConstant() {
		e, err := effectOf(text(p.constant))
		return []Effect{e}, err
	}
	var possible []Effect
	for _, v := range r.choices(p) {
		e, err := effectOf(v)
		if err != nil {
			return nil, err
		}
		possible = append(possible, e)
	}
	return possible, nil
}

// choices are the values that the parameter allows which an expression is; nil
// where it is another expression.
func (r *reader) choices(p phrase) []string {
	name, ok := strings.CutPrefix(p.parsed.String(), "parameters('")
	name, closed := strings.CutSuffix(name, "')")
	for _, parameter := range r.parameters {
		if !ok || !closed || !strings.EqualFold(parameter.Name, name) {
			continue
		}
		var all []string
		for _, v := range parameter.Allowed {
			all = append(all, text(v))
		}
		return all
	}
	return nil
}

// effectOf is the effect with a name in any case.
func effectOf(name string) (Effect, error) {
	for _, e := range effects {
		if strings.EqualFold(string(e), name) {
			return e, nil
		}
	}
	if slices.ContainsFunc(otherEffects, func(o string) bool { return strings.EqualFold(o, name) }) {
		return "", errorf(unsupported, "The policy effect '%s' is not supported here. The supported effects are 'deny', 'audit', 'modify', 'auditIfNotExists', 'deployIfNotExists' and 'disabled'.", name)
	}
	return "", errorf(invalidRule, "The policy effect '%s' is invalid. The effects are 'deny', 'audit', 'modify', 'auditIfNotExists', 'deployIfNotExists' and 'disabled'.", name)
}

// details reads what the effects that look for a resource take.
func (r *reader) details(given any, deploys bool) (*Details, error) {
	const path = "then.details"
	object, ok := given.(map[string]any)
	if !ok {
		return nil, invalid(path, "they are no object.")
	}
	err := only(path, object, "type", "name", "kind", "resourceGroupName", "existenceScope", "existenceCondition", "roleDefinitionIds", "evaluationDelay", "deploymentScope", "deployment")
	if err != nil {
		return nil, err
	}
	d := &Details{Type: document.String(object, "type")}
	if !strings.Contains(d.Type, "/") {
		return nil, invalid(path+".type", "it must be the type of a resource, such as 'Microsoft.Compute/virtualMachines'.")
	}
	if _, _, ok := document.Member(object, "kind"); ok {
		return nil, errorf(unsupported, "The policy rule is not supported at '%s.kind': related resources are not chosen by their kind here.", path)
	}
	if d.name, d.hasName, err = r.optional(path, object, "name"); err != nil {
		return nil, err
	}
	if d.group, d.hasGroup, err = r.optional(path, object, "resourceGroupName"); err != nil {
		return nil, err
	}
	if d.InSubscription, err = scopeOf(path+".existenceScope", document.String(object, "existenceScope")); err != nil {
		return nil, err
	}
	if condition, _, ok := document.Member(object, "existenceCondition"); ok {
		if d.existence, err = r.condition(path+".existenceCondition", condition); err != nil {
			return nil, err
		}
	}
	if d.Delay, err = delayOf(path+".evaluationDelay", document.String(object, "evaluationDelay")); err != nil {
		return nil, err
	}
	if deploys {
		return d, r.deployment(path, object, d)
	}
	return d, nil
}

func (r *reader) optional(path string, object map[string]any, name string) (p phrase, ok bool, err error) {
	v, _, ok := document.Member(object, name)
	if !ok || v == nil {
		return p, false, nil
	}
	if _, isText := v.(string); !isText {
		return p, false, invalid(join(path, name), "it must be a string.")
	}
	p, err = r.phrase(join(path, name), v)
	return p, true, err
}

// scopeOf reads "Subscription" or "ResourceGroup", the latter by default.
func scopeOf(path, given string) (subscription bool, err error) {
	switch strings.ToLower(given) {
	case "", "resourcegroup":
		return false, nil
	case "subscription":
		return true, nil
	}
	return false, invalid(path, "it must be 'Subscription' or 'ResourceGroup'.")
}

// defaultDelay is the evaluationDelay where none is given.
const defaultDelay = 10 * time.Minute

// maxDelay is the longest that may be given.
const maxDelay = 360 * time.Minute

func delayOf(path, given string) (Delay, error) {
	switch strings.ToLower(given) {
	case "":
		return Delay{Wait: defaultDelay}, nil
	case "afterprovisioning":
		return Delay{}, nil
	case "afterprovisioningsuccess":
		return Delay{Succeeded: true}, nil
	case "afterprovisioningfailure":
		return Delay{Failed: true}, nil
	}
	wait, err := dotnet.Duration(given)
	if err != nil || wait < 0 || wait > maxDelay {
		return Delay{}, invalid(path, "it must be AfterProvisioning, AfterProvisioningSuccess, AfterProvisioningFailure, or a duration of ISO 8601 from PT0M to PT360M.")
	}
	return Delay{Wait: wait}, nil
}

// rolesOf are the roles that the assignment's identity needs.
func rolesOf(path string, object map[string]any) ([]string, error) {
	given := document.Array(object, "roleDefinitionIds")
	if len(given) == 0 {
		return nil, invalid(path+".roleDefinitionIds", "the effects modify and deployIfNotExists take the ids of the roles that their identity needs.")
	}
	roles := make([]string, len(given))
	for i, role := range given {
		id, ok := role.(string)
		if !ok || !strings.Contains(strings.ToLower(id), "/providers/microsoft.authorization/roledefinitions/") {
			return nil, invalid(at(path+".roleDefinitionIds", i), "it is no id of a role definition.")
		}
		roles[i] = id
	}
	return roles, nil
}

// deployment reads what is deployed.
func (r *reader) deployment(path string, object map[string]any, d *Details) error {
	var err error
	if d.Roles, err = rolesOf(path, object); err != nil {
		return err
	}
	if d.DeploySubscription, err = scopeOf(path+".deploymentScope", document.String(object, "deploymentScope")); err != nil {
		return err
	}
	deployment, err := objectAt(path, object, "deployment")
	if err != nil {
		return err
	}
	path += ".deployment"
	if err := only(path, deployment, "location", "properties"); err != nil {
		return err
	}
	properties, err := objectAt(path, deployment, "properties")
	if err != nil {
		return err
	}
	d.Deployment = &Deployment{Location: document.String(deployment, "location"), Mode: document.String(properties, "mode")}
	if d.DeploySubscription == (d.Deployment.Location == "") {
		return invalid(path+".location", "a deployment in a subscription takes a location, and one in a resource group none.")
	}
	return r.deployed(path+".properties", properties, d.Deployment)
}

func (r *reader) deployed(path string, properties map[string]any, d *Deployment) error {
	if err := only(path, properties, "mode", "template", "parameters"); err != nil {
		return err
	}
	switch strings.ToLower(d.Mode) {
	case "", "incremental":
		d.Mode = "Incremental"
	case "complete":
		d.Mode = "Complete"
	default:
		return invalid(path+".mode", "it must be 'incremental' or 'complete'.")
	}
	template, err := objectAt(path, properties, "template")
	if err != nil {
		return err
	}
	d.Template = template
	parameters, _, ok := document.Member(properties, "parameters")
	if !ok || parameters == nil {
		return nil
	}
	object, ok := parameters.(map[string]any)
	if !ok {
		return invalid(path+".parameters", "they are no object.")
	}
	for _, name := range sorted(object) {
		p, err := r.member(path+".parameters", name, object[name])
		if err != nil {
			return err
		}
		d.parameters = append(d.parameters, p)
	}
	return nil
}
