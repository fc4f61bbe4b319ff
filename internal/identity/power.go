package identity

import (
	"encoding/json"
	"fmt"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Power is whether a machine runs.
type Power string

// The states in which a machine stays.
const (
	Running     Power = ""            // the zero Power: machines run from the start
	Stopped     Power = "stopped"     // off, its place on a host kept
	Deallocated Power = "deallocated" // off, and no longer on any host
)

// MachineFacts are what the server keeps of every machine, in the Server member of its
// record; the kinds of machines keep more beside them.
type MachineFacts struct {
	Power Power `json:"power,omitempty"`
	// Port is the port of the machine itself at which its identity extension gives
	// tokens; 0 for a machine without that extension.
	Port int `json:"port,omitempty"`
}

// runs reports whether the machine is on.
func runs(record resource.Record) (bool, error) {
	if len(record.Server) == 0 {
		return true, nil
	}
	var facts MachineFacts
	if err := json.Unmarshal(record.Server, &facts); err != nil {
		return false, fmt.Errorf("identity: %s: %w", record.ID, err)
	}
	return facts.Power == Running, nil
}
