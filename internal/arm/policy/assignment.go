package policy

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Azure's limits (Microsoft's "Azure Policy limits").
const (
	maxAssignments = 200 // at a scope
	maxNotScopes   = 400
)

const (
	enforce      = "Default"
	doNotEnforce = "DoNotEnforce"
)

func (s *Service) assignments() *arm.ResourceType {
	return &arm.ResourceType{
		Name:          "policyAssignments",
		Display:       "Policy Assignments",
		Scope:         arm.OnAnything,
		Versions:      assignmentVersions,
		Identity:      true,
		Members:       []string{"sku"}, // which older clients send
		AlwaysCreated: true,
		DeleteShows:   true,
		CheckName:     func(name string) error { return checkName("policy assignment", name, 64) },
		Write:         s.writeAssignment,
		List:          s.listAssignments,
		Missing: func(id resource.ID) error {
			return resource.NotFound("PolicyAssignmentNotFound", "The policy assignment '%s' is not found.", id.Name())
		},
	}
}

// writeAssignment checks an assignment: a definition that is there, parameters that
// fit it, and an identity where it is to deploy.
func (s *Service) writeAssignment(_ context.Context, w *arm.Write) error {
	scope := w.ID.Parent()
	if scope.Subscription() == "" {
		return resource.Invalid("InvalidPolicyAssignmentScope", "The policy assignment '%s' cannot stand at '%s': here policies are assigned in a subscription, a resource group or a resource.", w.ID.Name(), scope)
	}
	d, err := s.assignable(w)
	if err != nil {
		return err
	}
	if err := checkChoices(w); err != nil {
		return err
	}
	if err := checkNotScopes(w, scope); err != nil {
		return err
	}
	if err := checkIdentity(w); err != nil {
		return err
	}
	if err := fits(d.definition, w.Properties, w.Identity.IsNone()); err != nil {
		return asRefusal(err)
	}
	there := s.book.assignmentsOf(func(a *assigned) bool { return a.scope().Equal(scope) })
	if w.Old == nil && len(there) >= maxAssignments {
		return resource.Invalid("PolicyAssignmentQuotaExceeded", "The scope '%s' has %d policy assignments, which is the limit.", scope, maxAssignments)
	}
	if !d.builtIn {
		w.Uses(d.id)
	}
	w.Properties["scope"] = scope.String()
	note(w)
	return nil
}

// fits reports whether an assignment's parameters and identity are what a
// definition takes.
func fits(d *policy.Definition, properties map[string]any, anonymous bool) error {
	parameters, err := d.Bind(document.At(properties, "parameters"))
	if err != nil {
		return err
	}
	if err := d.CheckEffect(policy.Assigned{Parameters: parameters}); err != nil {
		return err
	}
	if anonymous && d.Remedies() {
		return resource.Invalid("ResourceIdentityRequired", "Policy assignments must include a 'managed identity' when assigning 'DeployIfNotExists' or 'Modify' policy definitions or policy definitions that contain a deployment in the effect details. Please see https://aka.ms/azpolicyremediation for usage details.")
	}
	return nil
}

// assignable is the definition that an assignment names.
func (s *Service) assignable(w *arm.Write) (*defined, error) {
	text := document.String(w.Properties, "policyDefinitionId")
	id, err := resource.ParseID(text)
	switch {
	case err == nil && strings.EqualFold(id.Type(), "Microsoft.Authorization/policySetDefinitions"):
		return nil, resource.Invalid("PolicySetDefinitionNotSupported", "The policy set definition '%s' cannot be assigned: initiatives are not served here. Assign the policy definitions in it.", text)
	case err != nil || !strings.EqualFold(id.Type(), definitionType):
		return nil, resource.Invalid("InvalidPolicyDefinitionId", "The policy definition ID '%s' is not valid. It must be the resource ID of a policy definition.", text)
	}
	d := s.book.definition(text)
	if d == nil || !d.builtIn && !w.ID.Within(d.id.SubscriptionID()) {
		return nil, resource.NotFound("PolicyDefinitionNotFound", "The policy definition '%s' could not be found.", text)
	}
	return d, nil
}

// checkChoices checks how the assignment acts, and refuses what would have it act
// otherwise than it is done here.
func checkChoices(w *arm.Write) error {
	mode := document.String(w.Properties, "enforcementMode")
	switch {
	case mode == "", strings.EqualFold(mode, enforce):
		w.Properties["enforcementMode"] = enforce
	case strings.EqualFold(mode, doNotEnforce):
		w.Properties["enforcementMode"] = doNotEnforce
	default:
		return resource.Invalid("InvalidPolicyAssignmentEnforcementMode", "The enforcement mode '%s' is invalid. The modes here are '%s' and '%s'.", mode, enforce, doNotEnforce)
	}
	for _, member := range []string{"overrides", "resourceSelectors"} {
		if len(document.Array(w.Properties, member)) > 0 {
			return resource.Invalid("PolicyAssignmentNotSupported", "The policy assignment '%s' has '%s', which are not supported here.", w.ID.Name(), member)
		}
	}
	return nil
}

func checkNotScopes(w *arm.Write, scope resource.ID) error {
	given, _, _ := document.Member(w.Properties, "notScopes")
	if given == nil {
		return nil
	}
	all, ok := given.([]any)
	if !ok || len(all) > maxNotScopes {
		return resource.Invalid("InvalidPolicyAssignmentNotScopes", "The 'notScopes' of the policy assignment '%s' must be an array of at most %d scopes.", w.ID.Name(), maxNotScopes)
	}
	for _, one := range all {
		text, _ := one.(string)
		id, err := resource.ParseID(text)
		if err != nil || text == "" || !id.Within(scope) || id.Equal(scope) {
			return resource.Invalid("InvalidPolicyAssignmentNotScopes", "The scope '%.256s' in 'notScopes' of the policy assignment '%s' is invalid: it must be beneath the assignment's scope '%s'.", text, w.ID.Name(), scope)
		}
	}
	return nil
}

// checkIdentity checks what an assignment deploys as: one identity, with a location.
func checkIdentity(w *arm.Write) error {
	if w.Identity.IsNone() {
		return nil
	}
	if len(w.Identity.User) > 1 || w.Identity.System != nil && len(w.Identity.User) > 0 {
		return resource.Invalid("InvalidPolicyAssignmentIdentity", "The policy assignment '%s' can have one identity only: its own, or one that is assigned to it.", w.ID.Name())
	}
	if w.Record.Location == "" {
		return resource.Invalid("LocationRequired", "The location property is required for policy assignments with an identity.")
	}
	if w.Old != nil && !w.OldIdentity.IsNone() && w.Old.Location != w.Record.Location {
		return resource.Conflict("InvalidResourceLocation", "The policy assignment '%s' already exists in location '%s' and cannot be moved to location '%s'.", w.ID.Name(), w.Old.Location, w.Record.Location)
	}
	return nil
}

// listAssignments lists the assignments that hold at a scope: those at it, those
// that it inherits, and, unless the filter says otherwise, those beneath it.
func (s *Service) listAssignments(_ context.Context, c *arm.Call) ([]resource.Record, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "atScope", "atExactScope", "policyDefinitionId"); err != nil {
		return nil, err
	}
	_, at := filter.Call("atScope")
	_, exact := filter.Call("atExactScope")
	definition, byDefinition := filter.Equals("policyDefinitionId")
	chosen := s.book.assignmentsOf(func(a *assigned) bool {
		scope := a.scope()
		switch {
		case byDefinition && !strings.EqualFold(a.definitionID(), definition):
			return false
		case exact:
			return scope.Equal(c.ID)
		}
		return c.ID.Within(scope) || !at && scope.Within(c.ID)
	})
	var records []resource.Record
	for _, a := range chosen {
		if c.MayRead(c.Type, a.id) {
			records = append(records, a.record)
		}
	}
	return records, nil
}
