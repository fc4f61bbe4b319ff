package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The types of machines, and of what they come from. Instances of a scale set carry
// no identity of their own but that of the scale set, as it was applied to them.
const (
	MachineType  = "Microsoft.Compute/virtualMachines"
	ScaleSetType = "Microsoft.Compute/virtualMachineScaleSets"
	InstanceType = ScaleSetType + "/virtualMachines"
)

// Machines finds machines by their handles and ids.
type Machines struct {
	store      resource.Store
	principals *directory.View
	generation atomic.Uint64
	known      known
}

// OpenMachines follows the store. Call it before the first write, and after
// directory.Open with the same store.
func OpenMachines(store resource.Store, principals *directory.View) *Machines {
	m := &Machines{store: store, principals: principals}
	store.Watch(func(c resource.Commit) {
		if slices.ContainsFunc(c.Puts, concerns) || slices.ContainsFunc(c.Deletes, concerns) {
			m.generation.Add(1)
		}
	})
	return m
}

// concerns reports whether a document's change may change what a machine gets.
func concerns(d resource.Document) bool {
	return d.Kind == directory.PrincipalKind || strings.HasPrefix(d.Kind, "microsoft.compute/virtualmachine")
}

// Generation changes whenever an answer of ByHandle or ByID may: what was found under
// one generation holds for as long as the generation stays. Read it before them.
func (m *Machines) Generation() uint64 { return m.generation.Load() }

// ErrOff is what ByHandle and ByID say of a machine that is off.
var ErrOff = errors.New("the machine is off: nothing runs on it that could ask")

// ByHandle returns the machine that a handle names; false where there is none,
// with ErrOff where it is off.
func (m *Machines) ByHandle(ctx context.Context, handle string) (Machine, bool, error) {
	return m.find(ctx, name{handle: handle}, func() (resource.Document, bool, error) {
		found, err := m.store.Find(ctx, HandleIndex, HandleDigest(handle))
		if err != nil || len(found) == 0 {
			return resource.Document{}, false, err
		}
		return found[0], true, nil
	})
}

// ByID is ByHandle for who is known to be the machine with an id.
func (m *Machines) ByID(ctx context.Context, id resource.ID) (Machine, bool, error) {
	return m.find(ctx, name{id: id.Key()}, func() (resource.Document, bool, error) {
		d, err := m.store.Get(ctx, id.Key())
		if errors.Is(err, resource.ErrNotFound) || err == nil && !isMachine(d) {
			return resource.Document{}, false, nil
		}
		return d, err == nil, err
	})
}

// isMachine reports whether a document is one that a handle finds.
func isMachine(d resource.Document) bool {
	return slices.ContainsFunc(d.Indexes, func(i resource.Index) bool { return i.Name == HandleIndex })
}

// find returns what is known under a name, or reads it.
func (m *Machines) find(ctx context.Context, by name, get func() (resource.Document, bool, error)) (Machine, bool, error) {
	generation := m.Generation()
	if machine, ok := m.known.get(generation, by); ok {
		return machine, true, nil
	}
	d, ok, err := get()
	if err != nil || !ok {
		return Machine{}, false, err
	}
	machine, ok, err := m.read(ctx, d)
	if ok {
		m.known.keep(generation, by, machine)
	}
	return machine, ok, err
}

// read is the machine with a document; ErrOff where it is off.
func (m *Machines) read(ctx context.Context, d resource.Document) (Machine, bool, error) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return Machine{}, false, err
	}
	on, err := runs(record)
	if err == nil && !on {
		err = ErrOff
	}
	if err != nil {
		return Machine{}, false, err
	}
	assigned, err := Parse(record.Identity)
	if err != nil {
		return Machine{}, false, fmt.Errorf("identity: %s: %w", record.ID, err)
	}
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return Machine{}, false, err
	}
	machine := Machine{ID: id, Host: id, Location: record.Location}
	if strings.EqualFold(record.Type, InstanceType) {
		machine.Host = id.Parent()
		held, ok, err := m.heldBy(ctx, machine.Host)
		if err != nil || !ok {
			return Machine{}, false, err
		}
		assigned = assigned.And(held)
	}
	machine.Identity = m.alive(assigned)
	return machine, true, nil
}

func (m *Machines) heldBy(ctx context.Context, host resource.ID) (Assigned, bool, error) {
	d, err := m.store.Get(ctx, host.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return Assigned{}, false, nil
	}
	if err != nil {
		return Assigned{}, false, err
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return Assigned{}, false, err
	}
	held, err := Parse(record.Identity)
	return held, true, err
}

// And is what both hold. An instance gets tokens for what was applied to it and
// its scale set still holds: an addition waits for the upgrade of the instance,
// a removal acts at once.
func (a Assigned) And(other Assigned) Assigned {
	var both Assigned
	if a.System != nil && other.System != nil && a.System.PrincipalID == other.System.PrincipalID {
		both.System = a.System
	}
	for _, user := range a.User {
		if slices.ContainsFunc(other.User, func(o User) bool { return o.PrincipalID == user.PrincipalID }) {
			both.User = append(both.User, user)
		}
	}
	return both
}

// alive leaves out the identities whose principals are gone.
func (m *Machines) alive(a Assigned) Assigned {
	var living Assigned
	if a.System != nil {
		if _, ok := m.principals.Principal(a.System.PrincipalID); ok {
			living.System = a.System
		}
	}
	for _, user := range a.User {
		if _, ok := m.principals.Principal(user.PrincipalID); ok {
			living.User = append(living.User, user)
		}
	}
	return living
}
