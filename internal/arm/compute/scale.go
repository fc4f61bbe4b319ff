package compute

import (
	"context"
	"slices"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// scale brings the instances of a scale set to its capacity, and, where changes
// reach the instances by themselves, to its model.
func (m machines) scale(ctx context.Context, w *arm.Write, facts *setFacts, capacity int, mode string) error {
	changed, err := modelChanged(w)
	if err != nil {
		return err
	}
	if changed {
		facts.Model++
	}
	if isFlexible(w.Properties) {
		return m.scaleFleet(ctx, w, facts, capacity, changed && mode != manual)
	}
	instances, err := readInstances(ctx, w)
	if err != nil {
		return err
	}
	present := model{number: facts.Model, identity: w.Identity, profile: virtualMachineProfile(w), sku: w.Record.Members["sku"], tags: w.Record.Tags}
	staying := instances[:min(capacity, len(instances))]
	workers, err := m.uniformInstances(w.Call, w.Unit, w.Record, present, &facts.Next, staying)
	if err != nil {
		return err
	}
	r := workers.roster
	switch {
	case !changed || mode == manual || len(staying) == 0:
	case mode == rolling:
		if err := rollOut(ctx, w, workers, facts.Model-1); err != nil {
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

// modelChanged reports whether the write changes what instances are made from:
// the machine profile, the identity, the size. Tags, capacity and the upgrade
// policy are no part of it.
func modelChanged(w *arm.Write) (bool, error) {
	if w.Old == nil || string(w.OldIdentity.Document()) != string(w.Identity.Document()) {
		return true, nil
	}
	if !document.Equal(w.OldProperties["virtualMachineProfile"], w.Properties["virtualMachineProfile"]) {
		return true, nil
	}
	if w.Old.Members["sku"] == nil || w.Record.Members["sku"] == nil {
		return w.Old.Members["sku"] != nil || w.Record.Members["sku"] != nil, nil
	}
	before, err := document.Read(w.Old.Members["sku"])
	if err != nil {
		return false, err
	}
	after, err := document.Read(w.Record.Members["sku"])
	return document.String(before, "name") != document.String(after, "name"), err
}

// presentModel is what the scale set's instances would be made from now.
func presentModel(set resource.Record) (model, error) {
	facts, err := resource.Facts[setFacts](&set)
	if err != nil {
		return model{}, err
	}
	held, err := identity.Parse(set.Identity)
	if err != nil {
		return model{}, err
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return model{}, err
	}
	profile, _ := document.At(properties, "virtualMachineProfile").(map[string]any)
	return model{number: facts.Model, identity: held, profile: profile, sku: set.Members["sku"], tags: set.Tags}, nil
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
		facts, err := resource.Facts[instanceFacts](&one.record)
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
