package policy

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// subject is a resource for rules to judge, from the body that shows it.
func (s *Service) subject(ctx context.Context, id resource.ID, shown []byte, version arm.Version) (policy.Subject, error) {
	subject := policy.Subject{APIVersion: string(version), Now: s.engine.Sources.Now().UTC()}
	var err error
	if subject.Resource, err = seen(shown); err != nil {
		return subject, err
	}
	if subject.Subscription, err = s.subscription(ctx, id); err != nil {
		return subject, err
	}
	group, ok := id.ResourceGroupID()
	switch {
	case ok && group.Equal(id): // it may be just about to be made
		subject.ResourceGroup = subject.Resource
	case ok:
		subject.ResourceGroup, err = s.stored(ctx, group)
	}
	return subject, err
}

// seen is a resource as rules see it.
func seen(shown []byte) (*value.Object, error) {
	tree, err := document.Read(shown)
	if err != nil {
		return nil, err
	}
	object, _ := tree.(map[string]any)
	if strings.EqualFold(document.String(object, "type"), "Microsoft.Resources/resourceGroups") {
		object["type"] = "Microsoft.Resources/subscriptions/resourceGroups" // as rules name it
	}
	resource, _ := value.Of(object).(*value.Object)
	return resource, nil
}

// stored is a stored resource as rules see it, or nil where it is not there.
func (s *Service) stored(ctx context.Context, id resource.ID) (*value.Object, error) {
	record, ok, err := s.record(ctx, id)
	if err != nil || !ok {
		return nil, err
	}
	shown, _, err := s.engine.Seen(ctx, record)
	if err != nil {
		return nil, err
	}
	return seen(shown)
}

// subscription is what the function subscription() returns.
func (s *Service) subscription(ctx context.Context, id resource.ID) (*value.Object, error) {
	scope := id.SubscriptionID()
	if scope.IsRoot() {
		return nil, nil
	}
	record, ok, err := s.record(ctx, scope)
	if err != nil || !ok {
		return nil, err
	}
	properties, err := document.Read(record.Properties)
	return value.NewObject(
		value.Member{Name: "id", Value: record.ID}, value.Member{Name: "subscriptionId", Value: scope.Subscription()},
		value.Member{Name: "tenantId", Value: s.engine.Identity.TenantID}, value.Member{Name: "displayName", Value: document.String(properties, "displayName")},
	), err
}

// judged is an assignment before a resource.
type judged struct {
	*policy.Judgement
	assigned   *assigned
	definition *defined
}

// judge puts a resource before an assignment; ok is false where the assignment's
// definition is not in force, or does not cover such resources.
func (s *Service) judge(a *assigned, subject policy.Subject) (j judged, ok bool) {
	d := s.book.definition(a.definitionID())
	if d == nil {
		return j, false
	}
	parameters, err := d.definition.Bind(document.At(a.properties, "parameters"))
	if err != nil { // neither is changed so that this happens
		s.log.Error("a policy assignment does not fit its definition", "assignment", a.id.String(), "error", err)
		return j, false
	}
	j = judged{assigned: a, definition: d}
	j.Judgement = d.definition.Judge(subject, policy.Assigned{Parameters: parameters, AssignmentID: a.record.ID, DefinitionID: d.record.ID})
	return j, j.Covers()
}
