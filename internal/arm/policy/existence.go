package policy

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// lacks reports whether an assignment is about a resource and finds missing what is
// to be there, or finds it other than it is to be. version is the api-version of the write, or "" for none.
func (s *Service) lacks(ctx context.Context, a *assigned, record resource.Record, version arm.Version) (j judged, lacks bool, err error) {
	j, err = s.before(ctx, a, record, version)
	if err != nil || j.Judgement == nil || j.Details() == nil {
		return j, false, err
	}
	holds, err := j.Holds()
	if err != nil || !holds || j.Details().Modifies() {
		return j, holds, nil //nolint:nilerr // a rule that cannot be evaluated does not demand anything
	}
	there, err := s.related(ctx, j, record)
	return j, !there, err
}

// before puts a stored resource before an assignment; there is no judgement where
// the assignment does not cover it.
func (s *Service) before(ctx context.Context, a *assigned, record resource.Record, version arm.Version) (judged, error) {
	shown, newest, err := s.engine.Seen(ctx, record)
	if err != nil {
		return judged{}, err
	}
	if version == "" {
		version = newest
	}
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return judged{}, err
	}
	subject, err := s.subject(ctx, id, shown, version)
	if err != nil {
		return judged{}, err
	}
	j, ok := s.judge(a, subject)
	if !ok {
		return judged{}, nil
	}
	return j, nil
}

// related reports whether a related resource is there that fulfils the existence
// condition. A condition that cannot be evaluated is not fulfilled.
func (s *Service) related(ctx context.Context, j judged, record resource.Record) (bool, error) {
	candidates, err := s.candidates(ctx, j, record)
	if err != nil {
		return false, err
	}
	for _, candidate := range candidates {
		shown, _, err := s.engine.Seen(ctx, candidate)
		if err != nil {
			return false, err
		}
		value, err := seen(shown)
		if err != nil {
			return false, err
		}
		if ok, err := j.Suffices(value); err == nil && ok {
			return true, nil
		}
	}
	return false, nil
}

// candidates are the resources among which the related one is: those of its type
// beneath the resource where they stand there, and else in the group or the
// subscription.
func (s *Service) candidates(ctx context.Context, j judged, record resource.Record) ([]resource.Record, error) {
	details := j.Details()
	name, err := j.Name()
	if err != nil {
		return nil, asFailure(err)
	}
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(details.Type, record.Type) && strings.EqualFold(name, id.Name()) {
		return []resource.Record{record}, nil
	}
	under, err := s.around(j.Judgement, details, id)
	if err != nil {
		return nil, err
	}
	documents, _, err := s.engine.Store.List(ctx, resource.Query{Kind: strings.ToLower(details.Type), Under: under.Key()})
	if err != nil {
		return nil, err
	}
	records, err := resource.ParseRecords(documents)
	if err != nil || name == "" {
		return records, err
	}
	var wanted []resource.Record
	for _, r := range records {
		if called(r, name) {
			wanted = append(wanted, r)
		}
	}
	return wanted, nil
}

// around is the scope in which related resources are looked for.
func (s *Service) around(j *policy.Judgement, details *policy.Details, id resource.ID) (resource.ID, error) {
	if s.standsOn(details.Type, id.Type()) {
		return id, nil
	}
	if details.InSubscription {
		return id.SubscriptionID(), nil
	}
	group, ok, err := groupOf(j, id)
	if err != nil || ok {
		return group, err
	}
	return id.SubscriptionID(), nil
}

// groupOf is the resource group that a definition names for a resource, or else
// the resource's own; ok is false where there is neither.
func groupOf(j *policy.Judgement, id resource.ID) (group resource.ID, ok bool, err error) {
	name, err := j.Group()
	if err != nil {
		return id, false, asFailure(err)
	}
	if name == "" {
		group, ok = id.ResourceGroupID()
		return group, ok, nil
	}
	group, err = resource.ParseID(id.SubscriptionID().String() + "/resourceGroups/" + name)
	return group, err == nil, err
}

// standsOn reports whether resources of a type stand on or in those of another one.
func (s *Service) standsOn(kind, base string) bool {
	if strings.HasPrefix(strings.ToLower(kind), strings.ToLower(base)+"/") || strings.EqualFold(kind, "Microsoft.Insights/diagnosticSettings") {
		return true
	}
	t := s.engine.Type(kind)
	return t != nil && t.Scope == arm.OnAnything && !t.Tagged()
}

// called reports whether a resource has a name, or the name with those of what
// contains it, of which the last may be "?" for any.
func called(r resource.Record, name string) bool {
	wanted := strings.Split(name, "/")
	segments := strings.Split(r.ID, "/")
	if len(wanted) > strings.Count(r.Type, "/") {
		return false
	}
	for i := range wanted {
		w := wanted[len(wanted)-1-i]
		if !strings.EqualFold(w, segments[len(segments)-1-2*i]) && (w != "?" || i > 0) {
			return false
		}
	}
	return true
}

// asFailure is an error of a rule's expression, as one of a deployment that cannot
// be made for it.
func asFailure(err error) error {
	return resource.Invalid("PolicyEvaluationFailed", "The policy rule could not be evaluated: %v", err)
}
