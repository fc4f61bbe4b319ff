package model

import (
	"encoding/json"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
)

// Kept is a model as it is stored, where another one has taken its place.
type Kept struct {
	Number   int               `json:"number"`
	Identity json.RawMessage   `json:"identity,omitempty"`
	Profile  json.RawMessage   `json:"profile"`
	SKU      json.RawMessage   `json:"sku,omitempty"`
	Tags     map[string]string `json:"tags,omitempty"`
}

// Keep is the model in its stored form.
func (m Model) Keep() *Kept {
	return &Kept{Number: m.Number, Identity: m.Identity.Document(), Profile: document.Write(m.Profile), SKU: m.SKU, Tags: m.Tags}
}

// Model is the model that was kept.
func (k Kept) Model() (Model, error) {
	held, err := identity.Parse(k.Identity)
	if err != nil {
		return Model{}, err
	}
	value, err := document.Read(k.Profile)
	profile, _ := value.(map[string]any)
	return Model{Number: k.Number, Identity: held, Profile: profile, SKU: k.SKU, Tags: k.Tags}, err
}

// Before is the model with a number that the scale set had before a write; nil for
// none.
func Before(w *arm.Write, number int) *Kept {
	if w.Old == nil {
		return nil
	}
	profile, _ := w.OldProperties["virtualMachineProfile"].(map[string]any)
	return Model{Number: number, Identity: w.OldIdentity, Profile: profile, SKU: w.Old.Members["sku"], Tags: w.Old.Tags}.Keep()
}
