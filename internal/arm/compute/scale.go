package compute

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// scale brings the instances of a scale set to its capacity, and, where changes
// reach the instances by themselves, to its model.
func (m machines) scale(ctx context.Context, w *arm.Write, capacity int, automatic bool) error {
	facts, err := readFacts[setFacts](w.Old)
	if err != nil {
		return err
	}
	changed, err := modelChanged(w)
	if err != nil {
		return err
	}
	if changed {
		facts.Model++
	}
	instances, err := readInstances(ctx, w)
	if err != nil {
		return err
	}
	model := modelOf(w, facts.Model)
	if changed && automatic {
		for _, record := range instances[:min(capacity, len(instances))] {
			if err := m.apply(w.Unit, record, model); err != nil {
				return err
			}
		}
	}
	for len(instances) < capacity {
		record, err := m.newInstance(w, model, facts.Next)
		if err != nil {
			return err
		}
		instances = append(instances, record)
		facts.Next++
	}
	for _, record := range instances[capacity:] { // the newest go first
		w.Unit.Delete(strings.ToLower(record.ID))
	}
	w.Record.Server = mustJSON(facts)
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
	before, err := document.Read(w.Old.Members["sku"])
	if err != nil {
		return false, err
	}
	after, err := document.Read(w.Record.Members["sku"])
	return document.String(before, "name") != document.String(after, "name"), err
}

// readInstances are the instances of the scale set in the order of their numbers.
func readInstances(ctx context.Context, w *arm.Write) ([]resource.Record, error) {
	if w.Old == nil {
		return nil, nil
	}
	return instancesOf(ctx, w.Unit, w.ID)
}

func instancesOf(ctx context.Context, u *arm.Unit, set resource.ID) ([]resource.Record, error) {
	documents, err := u.List(ctx, resource.Query{Kind: instanceKind, Under: set.Key()})
	if err != nil {
		return nil, err
	}
	records := make([]resource.Record, len(documents))
	for i, d := range documents {
		if records[i], err = resource.ParseRecord(d); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(records, func(a, b resource.Record) int { return numberOf(a) - numberOf(b) })
	return records, nil
}

// numberOf is an instance's number, the last segment of its id.
func numberOf(instance resource.Record) int {
	n, _ := strconv.Atoi(instance.ID[strings.LastIndexByte(instance.ID, '/')+1:])
	return n
}

func mustJSON(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
