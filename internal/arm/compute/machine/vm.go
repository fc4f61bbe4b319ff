package machine

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// VM is a virtual machine as it is stored.
type VM struct {
	Record   resource.Record
	Document resource.Document
	Facts    Facts
}

// ParseVM reads a virtual machine.
func ParseVM(d resource.Document) (VM, error) {
	vm := VM{Document: d}
	var err error
	if vm.Record, err = resource.ParseRecord(d); err != nil {
		return vm, err
	}
	vm.Facts, err = resource.Facts[Facts](&vm.Record)
	return vm, err
}

// LoadVM reads the virtual machine with an id; resource.ErrNotFound where there is none.
func LoadVM(ctx context.Context, g resource.Getter, id resource.ID) (VM, error) {
	d, err := g.Get(ctx, id.Key())
	if err != nil {
		return VM{}, err
	}
	return ParseVM(d)
}

// Put writes the machine with its facts into the unit.
func (vm *VM) Put(u *arm.Unit) {
	vm.Record.Keep(vm.Facts)
	u.Put(vm.Record.Document(vm.Document.Indexes...))
}

// Turn does an action to the machine, or refuses it. It writes nothing.
func (vm *VM) Turn(ctx context.Context, u *arm.Unit, a PowerAction) error {
	if vm.Facts.Generalized && a.next(vm.Facts.Power) == identity.Running {
		return resource.Conflict("OperationNotAllowed", "Operation '%s' is not allowed on VM '%s' since the VM is generalized.", a.Name, vm.Record.Name())
	}
	var err error
	vm.Facts.Power, err = a.Turn(ctx, u, vm.Record, vm.Facts.Power)
	return err
}
