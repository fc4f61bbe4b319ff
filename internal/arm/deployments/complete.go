package deployments

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// prune begins the deletions of complete mode, once everything else was done. It
// reports whether there is more to do. What cannot be deleted yet, since another
// resource uses it, is tried again for as long as others go.
func (r *run) prune(ctx context.Context) bool {
	if r.mode != "Complete" || r.parent != nil || r.halted() || r.failed() != nil {
		return false
	}
	if !r.pruning {
		r.pruning = true
		surplus, err := r.service.surplus(ctx, r)
		if err != nil {
			r.service.Log.Error("what a deployment is to delete could not be listed", "deployment", r.id.String(), "error", err)
			return false
		}
		for _, one := range surplus {
			r.add(&step{id: one.id, version: one.version, verb: "Delete"})
		}
	}
	r.gather()
	if len(r.ready) == 0 {
		return false
	}
	if r.left == len(r.ready) {
		for _, s := range r.ready {
			r.fail(ctx, s, s.err)
		}
		return false
	}
	r.left = len(r.ready)
	r.drain(ctx)
	return true
}

// target is a resource, and the api-version to address it at.
type target struct {
	id      resource.ID
	version string
}

// surplus are the resources of a group that are in no template of the
// deployment; none where a lock keeps them.
func (s *Service) surplus(ctx context.Context, r *run) ([]target, error) {
	group := r.id.Parent()
	locks, err := s.Engine.LocksAgainst(ctx, "Microsoft.Resources/subscriptions/resourceGroups/delete", group)
	if err != nil || len(locks) > 0 {
		return nil, err
	}
	kept := make(map[string]bool)
	for _, one := range r.steps {
		kept[one.id.Key()] = true
	}
	written, err := r.outputResources(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range written {
		kept[strings.ToLower(id)] = true
	}
	resources, err := s.tracked(ctx, group)
	if err != nil {
		return nil, err
	}
	var surplus []target
	for _, one := range resources {
		if !kept[one.id.Key()] {
			surplus = append(surplus, one)
		}
	}
	return surplus, nil
}

// tracked are the resources of a group that stand in it themselves.
func (s *Service) tracked(ctx context.Context, group resource.ID) ([]target, error) {
	documents, _, err := s.Engine.Store.List(ctx, resource.Query{Under: group.Key()})
	if err != nil {
		return nil, err
	}
	var found []target
	for _, d := range documents {
		t := s.Engine.Type(d.Kind)
		if t == nil || strings.Count(d.Kind, "/") != 1 {
			continue
		}
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		if !t.Tracked(record) {
			continue
		}
		id, err := resource.ParseID(record.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, target{id, string(t.Versions[len(t.Versions)-1])})
	}
	return found, nil
}
