package machine

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/identity"
)

// Kind is the kind of the documents of virtual machines.
var Kind = strings.ToLower(identity.MachineType)

// Facts are what the server keeps of a virtual machine.
type Facts struct {
	identity.MachineFacts

	// Generalized machines are there to be made images of, and never start again.
	Generalized bool `json:"generalized,omitempty"`
	// Extensions are the names of the machine's extensions.
	Extensions []string `json:"extensions,omitempty"`
	// Fleet is the machine's place in a Flexible scale set; nil for none.
	Fleet *Membership `json:"fleet,omitempty"`
}

// Membership is what the server keeps of a virtual machine's place in a Flexible
// scale set.
type Membership struct {
	// Number says in which order machines came into the set.
	Number int `json:"number"`
	// Model is the number of the set's model that was applied; 0 for a machine
	// that somebody made and put into the set.
	Model int `json:"model,omitempty"`
	// Domain is the fault domain that the machine is in.
	Domain int `json:"domain,omitempty"`
	// Given are the user-assigned identities that the model gave to the machine,
	// as keys; what it was given otherwise stays when the model changes.
	Given []string `json:"given,omitempty"`
	// Extensions are the names of those that the model gave.
	Extensions []string `json:"extensions,omitempty"`
}
