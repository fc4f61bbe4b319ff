package compute

import (
	"context"
	"slices"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/resource"
)

// scale brings the instances of a scale set to its capacity, and, where changes
// reach the instances by themselves, to its model.
func (m machines) scale(ctx context.Context, w *arm.Write, facts *model.Facts, capacity int, mode upgrade.Mode) error {
	changed, err := model.Changed(w)
	if err != nil {
		return err
	}
	if changed {
		facts.Model++
	}
	if model.IsFlexible(w.Properties) {
		return scaleFleet(ctx, w, facts, capacity, mode, changed)
	}
	instances, err := readInstances(ctx, w)
	if err != nil {
		return err
	}
	present := model.Written(w, facts.Model)
	staying := instances[:min(capacity, len(instances))]
	workers, err := m.uniformInstances(w.Call, w.Unit, w.Record, present, &facts.Next, staying)
	if err != nil {
		return err
	}
	r := workers.roster
	switch {
	case !changed || mode == upgrade.Manual || len(staying) == 0:
	case mode == upgrade.Rolling:
		if err := upgrade.RollOut(ctx, w, workers, facts.Model-1); err != nil {
			return err
		}
	default:
		for _, one := range staying {
			if err := r.apply(ctx, one.record, present); err != nil {
				return err
			}
		}
	}
	for n := len(instances); n < capacity; n++ {
		if _, err := r.add(ctx, w.Record, present, facts.Next); err != nil {
			return err
		}
		facts.Next++
	}
	for _, one := range instances[len(staying):] { // the newest go first
		if err := leave(ctx, w.Call, w.Unit, one.record); err != nil {
			return err
		}
	}
	return nil
}

// readInstances are the instances of the scale set in the order of their numbers,
// without those that are leaving it.
func readInstances(ctx context.Context, w *arm.Write) ([]member, error) {
	if w.Old == nil {
		return nil, nil
	}
	all, err := instancesOf(ctx, w.Unit, w.ID)
	if err != nil {
		return nil, err
	}
	members := make([]member, 0, len(all))
	for _, one := range all {
		facts, err := resource.Facts[model.InstanceFacts](&one.record)
		if err != nil {
			return nil, err
		}
		if !facts.Leaving {
			members = append(members, one)
		}
	}
	return members, nil
}

// member is an instance with the document in which it is kept.
type member struct {
	record   resource.Record
	document resource.Document
}

// instancesOf are the instances of a scale set in the order of their numbers.
func instancesOf(ctx context.Context, u *arm.Unit, set resource.ID) ([]member, error) {
	documents, err := u.List(ctx, resource.Query{Kind: instanceKind, Under: set.Key()})
	if err != nil {
		return nil, err
	}
	members := make([]member, len(documents))
	for i, d := range documents {
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		members[i] = member{record, d}
	}
	slices.SortFunc(members, func(a, b member) int { return numberOf(a.record) - numberOf(b.record) })
	return members, nil
}

// numberOf is an instance's number, the last segment of its id.
func numberOf(instance resource.Record) int {
	n, _ := strconv.Atoi(instance.Name())
	return n
}
