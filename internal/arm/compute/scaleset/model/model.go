package model

import (
	"encoding/json"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Model is what instances of a scale set are made from.
type Model struct {
	Number   int // counts the models of the set; see Facts
	Identity identity.Assigned
	Profile  map[string]any  // virtualMachineProfile
	SKU      json.RawMessage // the set's own
	Tags     map[string]string
}

// Present is what the scale set's instances would be made from now.
func Present(set resource.Record) (Model, error) {
	facts, err := resource.Facts[Facts](&set)
	if err != nil {
		return Model{}, err
	}
	held, err := identity.Parse(set.Identity)
	if err != nil {
		return Model{}, err
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return Model{}, err
	}
	profile, _ := document.At(properties, "virtualMachineProfile").(map[string]any)
	return Model{Number: facts.Model, Identity: held, Profile: profile, SKU: set.Members["sku"], Tags: set.Tags}, nil
}

// Size is the size of instances of the model.
func (m Model) Size() string {
	sku, _ := document.Read(m.SKU) // it was written from a value
	return document.String(sku, "name")
}

// Written is the model with a number that a write gives to the scale set.
func Written(w *arm.Write, number int) Model {
	return Model{Number: number, Identity: w.Identity, Profile: ProfileOf(w), SKU: w.Record.Members["sku"], Tags: w.Record.Tags}
}

// HasImage reports whether a machine's properties have the image that the model gives
// at present.
func (m Model) HasImage(properties any) bool {
	const path = "storageProfile.imageReference"
	wanted, _ := document.Clone(m.Profile).(map[string]any)
	catalogue.FillExactVersion(wanted)
	return document.Equal(document.At(properties, path), document.At(wanted, path))
}

// Changed reports whether the write changes what instances are made from:
// the machine profile, the identity, the size. Tags, capacity and the upgrade
// policy are no part of it.
func Changed(w *arm.Write) (bool, error) {
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

// ProfileOf is the profile of the scale set that is written; nil for none.
func ProfileOf(w *arm.Write) map[string]any {
	profile, _ := document.At(w.Properties, "virtualMachineProfile").(map[string]any)
	return profile
}

// InterfacesPath is where a profile has the configurations of network interfaces.
const InterfacesPath = "networkProfile.networkInterfaceConfigurations"
