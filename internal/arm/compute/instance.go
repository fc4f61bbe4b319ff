package compute

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

var instanceKind = strings.ToLower(identity.InstanceType)

func (m machines) instance() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       "virtualMachineScaleSets/virtualMachines",
		Display:    "Virtual Machines in Scale Set",
		Versions:   versions,
		Members:    []string{"instanceId", "sku", "zones"},
		ReadOnly:   true,
		Operations: arm.ComputeOperations(),
		Etag:       arm.CounterEtag,
		EtagSince:  etagSince,
		Show:       showInstance,
		Actions:    []arm.Action{m.connect()},
	}
}

// instanceFacts are what the server keeps of an instance.
type instanceFacts struct {
	Model int `json:"model"` // of its scale set, as it was applied
}

// model is what instances of a scale set are made from.
type model struct {
	number   int
	identity identity.Assigned
	profile  map[string]any
	sku      json.RawMessage
	tags     map[string]string
}

func modelOf(w *arm.Write, number int) model {
	return model{number: number, identity: w.Identity, profile: virtualMachineProfile(w), sku: w.Record.Members["sku"], tags: w.Record.Tags}
}

// newInstance makes the instance with the next number.
func (m machines) newInstance(w *arm.Write, from model, number int) (resource.Record, error) {
	now := w.Engine().Sources.Now().UTC()
	record := resource.Record{
		ID:       w.Record.ID + "/virtualMachines/" + strconv.Itoa(number),
		Type:     identity.InstanceType,
		Location: w.Record.Location,
		Created:  now,
		Members:  map[string]json.RawMessage{"instanceId": document.Write(strconv.Itoa(number))},
		Properties: document.Write(map[string]any{
			"vmId":                   w.Engine().Sources.NewGUID(),
			"timeCreated":            timestamp(w),
			"provisioningState":      "Succeeded",
			"modelDefinitionApplied": "VirtualMachineScaleSet",
		}),
	}
	return record, m.apply(w.Unit, record, from)
}

// apply gives an instance the model: what it is made from, and the identity that
// it gets tokens for.
func (m machines) apply(u *arm.Unit, record resource.Record, from model) error {
	old, err := document.Read(record.Properties)
	if err != nil {
		return err
	}
	properties := document.Clone(from.profile).(map[string]any)
	for _, own := range []string{"vmId", "timeCreated", "provisioningState", "modelDefinitionApplied"} {
		properties[own] = document.At(old, own)
	}
	if config := document.At(properties, "networkProfile"); config != nil {
		delete(properties, "networkProfile")
		properties["networkProfileConfiguration"] = config
	}
	if prefix := document.String(properties, "osProfile.computerNamePrefix"); prefix != "" {
		document.Remove(properties, "osProfile.computerNamePrefix")
		document.Set(properties, "osProfile.computerName", prefix+computerSuffix(numberOf(record)))
	}
	sku, err := document.Read(from.sku)
	if err != nil {
		return err
	}
	document.Set(properties, "hardwareProfile.vmSize", document.String(sku, "name"))
	if size, ok := sku.(map[string]any); ok {
		delete(size, "capacity")
		record.Members["sku"] = document.Write(size)
	}
	record.Tags = from.tags
	record.Identity = from.identity.Document()
	record.Properties = document.Write(properties)
	record.Server = mustJSON(instanceFacts{Model: from.number})
	count, _ := strconv.Atoi(record.Etag) // a new instance counts from nothing
	record.Etag = strconv.Itoa(count + 1)
	u.Put(record.Document(m.handles.Index(document.String(old, "vmId"))))
	return nil
}

// computerSuffix is an instance's number in six digits of base 36, as the
// computer names of scale sets end.
func computerSuffix(number int) string {
	digits := strings.ToUpper(strconv.FormatInt(int64(number), 36))
	return strings.Repeat("0", max(0, 6-len(digits))) + digits
}

// showInstance tells whether the instance has the scale set's present model, and
// shows the identity that it has: what was applied to it and is still held.
func showInstance(ctx context.Context, s *arm.Shown) error {
	id, err := resource.ParseID(s.Record.ID)
	if err != nil {
		return err
	}
	d, err := s.Engine().Store.Get(ctx, id.Parent().Key())
	if err != nil {
		return err
	}
	set, err := resource.ParseRecord(d)
	if err != nil {
		return err
	}
	own, err := readFacts[instanceFacts](&s.Record)
	if err != nil {
		return err
	}
	current, err := readFacts[setFacts](&set)
	if err != nil {
		return err
	}
	applied, err := identity.Parse(s.Record.Identity)
	if err != nil {
		return err
	}
	held, err := identity.Parse(set.Identity)
	if err != nil {
		return err
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	properties["latestModelApplied"] = own.Model == current.Model
	s.Record.Identity = applied.And(held).Document()
	s.Name = id.Parent().Name() + "_" + id.Name()
	return nil
}
