package vm

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// extensions declares the extensions of virtual machines. What an extension would
// do on a machine is not done; that a machine has it, is kept.
func extensions() *arm.ResourceType {
	return &arm.ResourceType{
		Name:           "virtualMachines/extensions",
		Display:        "Virtual Machine Extensions",
		Versions:       apiversion.All,
		Located:        true,
		ParentLocation: true,
		Required:       []string{"properties.publisher", "properties.type", "properties.typeHandlerVersion"},
		Secret:         extension.Secrets,
		Provisioned:    true,
		Operations:     arm.ComputeOperations(),
		Write:          writeExtension,
		Delete:         deleteExtension,
		Show:           extension.Show,
	}
}

// writeExtension checks an extension, and notes it with its machine.
func writeExtension(ctx context.Context, w *arm.Write) error {
	vm, properties, err := loadExtended(ctx, w.Unit, w.ID.Parent())
	if err != nil {
		return err
	}
	if err := property.KeepFrozen(w, extension.Frozen); err != nil {
		return err
	}
	if err := extension.Complete(w.Properties); err != nil {
		return err
	}
	one := extension.Installed{Name: w.ID.Name(), Properties: w.Properties}
	others, err := extension.On(ctx, w.Unit, vm.Record, vm.Facts.Extensions)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(o extension.Installed) bool { return strings.EqualFold(o.Name, one.Name) })
	if err := extension.CheckHandlers(append(others, one), catalogue.SystemOf(properties)); err != nil {
		return err
	}
	if w.Old == nil {
		vm.Facts.Extensions = append(vm.Facts.Extensions, one.Name)
	}
	if port := one.Port(); port != 0 {
		held, err := identity.Parse(vm.Record.Identity)
		if err != nil {
			return err
		}
		if err := extension.CheckIdentities(port, held); err != nil {
			return err
		}
		vm.Facts.Port = port
	}
	putExtended(w.Unit, vm)
	return nil
}

// deleteExtension takes an extension from its machine; one that goes with its
// machine is not asked about.
func deleteExtension(ctx context.Context, r *arm.Removal) error {
	if !r.Target.Equal(r.ID) {
		return nil
	}
	vm, _, err := loadExtended(ctx, r.Unit, r.ID.Parent())
	if err != nil {
		return err
	}
	properties, err := document.Read(r.Record.Properties)
	if err != nil {
		return err
	}
	if (extension.Installed{Name: r.ID.Name(), Properties: properties}).Port() != 0 {
		vm.Facts.Port = 0
	}
	vm.Facts.Extensions = slices.DeleteFunc(vm.Facts.Extensions, func(name string) bool { return strings.EqualFold(name, r.ID.Name()) })
	putExtended(r.Unit, vm)
	return nil
}

// loadExtended reads the virtual machine whose extensions change, and its properties.
// It refuses changes of what an agent on the machine would have to do and cannot.
func loadExtended(ctx context.Context, u *arm.Unit, id resource.ID) (vm machine.VM, properties any, err error) {
	if vm, err = machine.LoadVM(ctx, u, id); err != nil {
		return vm, nil, err
	}
	if properties, err = document.Read(vm.Record.Properties); err != nil {
		return vm, nil, err
	}
	if vm.Facts.Power != identity.Running {
		return vm, nil, resource.Conflict("OperationNotAllowed", "Cannot modify extensions in the VM when the VM is not running.")
	}
	if document.At(properties, "osProfile.allowExtensionOperations") == false {
		return vm, nil, resource.Conflict("OperationNotAllowed", "This operation cannot be performed when extension operations are disallowed. To allow, please ensure VM Agent is installed on the VM and the osProfile.allowExtensionOperations property is true.")
	}
	return vm, properties, nil
}

// putExtended stores the machine; what it shows has changed, and its etag with it.
func putExtended(u *arm.Unit, vm machine.VM) {
	vm.Record.Etag = arm.NextEtag(vm.Record.Etag)
	vm.Put(u)
}
