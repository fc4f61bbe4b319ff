package model

import (
	"github.com/azimuthid/azimuth/internal/identity"
)

// InstanceFacts are what the server keeps of an instance.
type InstanceFacts struct {
	identity.MachineFacts

	Model  int     `json:"model"` // of its scale set, as it was applied
	Leases []Lease `json:"leases,omitempty"`
	// Leaving instances do not count as their scale set's any more, and go after an event.
	Leaving bool `json:"leaving,omitempty"`
	// Own are the extensions that the instance was given itself, in lower case.
	Own []string `json:"own,omitempty"`
}

// Lease is a private address of an instance.
type Lease struct {
	Interface     string `json:"interface"`
	Configuration string `json:"configuration"`
	Subnet        string `json:"subnet"`
	Address       string `json:"address"`
}

// Serves reports whether two leases are for the same configuration in the same subnet.
func (l Lease) Serves(other Lease) bool {
	return l.Interface == other.Interface && l.Configuration == other.Configuration && l.Subnet == other.Subnet
}
