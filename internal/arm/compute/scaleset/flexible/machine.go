package flexible

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Machine is a virtual machine of a Flexible scale set.
type Machine struct{ machine.VM }

// place is the machine's membership; that of a machine from before there was any
// is empty.
func (m Machine) place() machine.Membership {
	if m.Facts.Fleet == nil {
		return machine.Membership{}
	}
	return *m.Facts.Fleet
}

// parse are the virtual machines among what refers to a scale set, in the order
// in which they came into it.
func parse(documents []resource.Document) ([]Machine, error) {
	var machines []Machine
	for _, d := range documents {
		if d.Kind != machine.Kind {
			continue
		}
		vm, err := machine.ParseVM(d)
		if err != nil {
			return nil, err
		}
		machines = append(machines, Machine{vm})
	}
	slices.SortFunc(machines, func(a, b Machine) int {
		if n := a.place().Number - b.place().Number; n != 0 {
			return n
		}
		return strings.Compare(a.Document.Key, b.Document.Key)
	})
	return machines, nil
}

// zone is the availability zone of the machine, or "".
func (m Machine) zone() string {
	if zones := zonesOf(m.Record); len(zones) > 0 {
		return zones[0]
	}
	return ""
}

// domain is its fault domain.
func (m Machine) domain() string { return document.Numeral(m.place().Domain).String() }

// keysOf are the ids of user-assigned identities as keys.
func keysOf(users []identity.User) []string {
	keys := make([]string, len(users))
	for i, user := range users {
		keys[i] = strings.ToLower(user.ID)
	}
	return keys
}

// zonesOf are the availability zones of a resource; nil for a regional one.
func zonesOf(record resource.Record) []string {
	var zones []string
	if text := record.Members["zones"]; text != nil && json.Unmarshal(text, &zones) != nil {
		return nil
	}
	return zones
}
