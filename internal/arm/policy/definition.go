package policy

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// maxDefinitions is how many custom definitions a subscription may have
// (Microsoft's "Azure Policy limits").
const maxDefinitions = 500

func (s *Service) definitions() *arm.ResourceType {
	return &arm.ResourceType{
		Name:          "policyDefinitions",
		Display:       "Policy Definitions",
		Scope:         arm.OnAnything,
		Versions:      definitionVersions,
		NoPatch:       true,
		AlwaysCreated: true,
		DeleteShows:   true,
		CheckName:     checkDefinitionName,
		Write:         s.writeDefinition,
		Delete:        s.deleteDefinition,
		Undeletable: func(_ context.Context, _ *arm.Unit, id resource.ID) error {
			return s.keepBuiltIn(id)
		},
		Get:     s.getDefinition,
		List:    s.listDefinitions,
		Missing: missingDefinition,
	}
}

func missingDefinition(id resource.ID) error {
	return resource.NotFound("PolicyDefinitionNotFound", "The policy definition '%s' could not be found.", id.Name())
}

// checkDefinitionName is the rule of Microsoft's "Naming rules and restrictions".
func checkDefinitionName(name string) error {
	return checkName("policy definition", name, 64)
}

func checkName(what, name string, most int) error {
	if n := len([]rune(name)); n >= 1 && n <= most && !strings.ContainsAny(name, `#<>%&:\?/+`) && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, " ") {
		return nil
	}
	return resource.Invalid("InvalidResourceName", "The name '%.64s' of the %s is not valid: it must have 1 to %d characters, none of #<>%%&:\\?/+, and must not end with '.' or a blank.", name, what, most)
}

// builtInNamed is the built-in definition that an id names, with or without a
// subscription before it; or nil.
func builtInNamed(id resource.ID) *defined {
	for _, d := range builtIns() {
		if strings.EqualFold(d.id.Name(), id.Name()) {
			return d
		}
	}
	return nil
}

func (s *Service) keepBuiltIn(id resource.ID) error {
	if builtInNamed(id) == nil {
		return nil
	}
	return resource.Invalid("PolicyDefinitionIsBuiltIn", "The policy definition '%s' is built in and can be neither changed nor deleted.", id.Name())
}

func (s *Service) writeDefinition(_ context.Context, w *arm.Write) error {
	if scope := w.ID.Parent(); scope.IsRoot() || !scope.SubscriptionID().Equal(scope) {
		return resource.Invalid("InvalidPolicyDefinitionScope", "The policy definition '%s' cannot stand at '%s': here custom policy definitions stand in subscriptions.", w.ID.Name(), scope)
	}
	if err := s.keepBuiltIn(w.ID); err != nil {
		return err
	}
	if kind := document.String(w.Properties, "policyType"); kind != "" && !strings.EqualFold(kind, "Custom") && !strings.EqualFold(kind, "NotSpecified") {
		return resource.Invalid("InvalidPolicyDefinitionType", "The policy type '%s' is invalid: only definitions of the type 'Custom' can be made.", kind)
	}
	definition, err := policy.ParseDefinition(w.Properties)
	if err != nil {
		return asRefusal(err)
	}
	if w.Old == nil && len(s.book.definitionsAt(w.ID))-len(builtIns()) >= maxDefinitions {
		return resource.Invalid("PolicyDefinitionQuotaExceeded", "The subscription has %d policy definitions, which is the limit.", maxDefinitions)
	}
	w.Properties["policyType"] = "Custom"
	if document.String(w.Properties, "mode") == "" {
		w.Properties["mode"] = "Indexed"
	}
	note(w)
	return s.stillFits(w, definition)
}

// stillFits refuses a change after which assignments of the definition would have
// other parameters than it has.
func (s *Service) stillFits(w *arm.Write, definition *policy.Definition) error {
	users := s.book.assignmentsOf(func(a *assigned) bool { return strings.EqualFold(a.definitionID(), w.Record.ID) })
	for _, a := range users {
		if err := fits(definition, a.properties, a.identity.IsNone()); err != nil {
			return resource.Invalid("InvalidPolicyDefinitionUpdate", "The policy definition '%s' cannot be changed so: its assignment '%s' would be invalid: %v", w.ID.Name(), a.id, err)
		}
	}
	return nil
}

// asRefusal is what is wrong with a definition or an assignment, as the protocol says it.
func asRefusal(err error) error {
	if wrong, ok := errors.AsType[*policy.Error](err); ok {
		return resource.Invalid(wrong.Code, "%s", wrong.Message)
	}
	return err
}

// note notes who wrote a definition or an assignment, as Azure does among its metadata.
func note(w *arm.Write) {
	metadata, _ := w.Properties["metadata"].(map[string]any)
	if metadata == nil {
		metadata = make(map[string]any)
	}
	now := w.Engine().Sources.Now().UTC().Format("2006-01-02T15:04:05.0000000Z")
	if w.Old == nil {
		metadata["createdBy"], metadata["createdOn"], metadata["updatedBy"], metadata["updatedOn"] = w.Caller.ObjectID, now, nil, nil
	} else {
		for _, kept := range []string{"createdBy", "createdOn"} {
			metadata[kept] = document.At(w.OldProperties, "metadata."+kept)
		}
		metadata["updatedBy"], metadata["updatedOn"] = w.Caller.ObjectID, now
	}
	w.Properties["metadata"] = metadata
}

// deleteDefinition refuses to delete a definition that is assigned.
func (s *Service) deleteDefinition(ctx context.Context, r *arm.Removal) error {
	user, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	return resource.Invalid("InvalidDeletePolicyDefinitionRequest", "The policy definition '%s' cannot be deleted because it is assigned by '%s'.", r.ID.Name(), user.ID)
}

func (s *Service) getDefinition(ctx context.Context, c *arm.Call) (resource.Record, error) {
	if d := builtInNamed(c.ID); d != nil {
		return d.record, nil
	}
	d, err := c.Engine().Store.Get(ctx, c.ID.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return resource.Record{}, c.Missing(ctx)
	}
	if err != nil {
		return resource.Record{}, err
	}
	return resource.ParseRecord(d)
}

// listDefinitions lists the definitions that can be assigned in a subscription.
func (s *Service) listDefinitions(_ context.Context, c *arm.Call) ([]resource.Record, error) {
	text := strings.ReplaceAll(c.Query("$filter"), " -eq ", " eq ") // as the API's description writes it
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "policyType", "category", "atExactScope"); err != nil {
		return nil, err
	}
	kind, byKind := filter.Equals("policyType")
	category, byCategory := filter.Equals("category")
	_, exact := filter.Call("atExactScope")
	var records []resource.Record
	for _, d := range s.book.definitionsAt(c.ID) {
		switch {
		case byKind && !strings.EqualFold(document.String(d.properties, "policyType"), kind),
			byCategory && !strings.EqualFold(document.String(d.properties, "metadata.category"), category),
			exact && d.builtIn,
			!d.builtIn && !c.MayRead(c.Type, d.id):
			continue
		}
		records = append(records, d.record)
	}
	return records, nil
}
