package compute

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// extension declares the extensions of virtual machines. What an extension would
// do on a machine is not done; that a machine has it, is kept.
func extension() *arm.ResourceType {
	return &arm.ResourceType{
		Name:           "virtualMachines/extensions",
		Display:        "Virtual Machine Extensions",
		Versions:       apiversion.All,
		Located:        true,
		ParentLocation: true,
		Required:       []string{"properties.publisher", "properties.type", "properties.typeHandlerVersion"},
		Secret:         extensionSecrets,
		Provisioned:    true,
		Operations:     arm.ComputeOperations(),
		Write:          writeExtension,
		Delete:         deleteExtension,
		Show:           showExtension,
	}
}

// extensionSecrets are what a client sends of an extension and never reads: its
// secrets, and what it read itself.
var extensionSecrets = []string{"protectedSettings", "instanceView"}

// extensionFrozen are what an extension is.
var extensionFrozen = []property.Frozen{{Path: "publisher"}, {Path: "type"}}

func writeExtension(ctx context.Context, w *arm.Write) error {
	vm, err := loadExtended(ctx, w.Unit, w.ID.Parent())
	if err != nil {
		return err
	}
	if err := vm.mayChange(); err != nil {
		return err
	}
	if err := property.KeepFrozen(w, extensionFrozen); err != nil {
		return err
	}
	if err := completeExtension(w.Properties); err != nil {
		return err
	}
	one := installed{w.ID.Name(), w.Properties}
	others, err := installedOn(ctx, w.Unit, vm.record, vm.facts.Extensions)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(o installed) bool { return strings.EqualFold(o.name, one.name) })
	if err := checkHandlers(append(others, one), catalogue.SystemOf(vm.properties)); err != nil {
		return err
	}
	if w.Old == nil {
		vm.facts.Extensions = append(vm.facts.Extensions, one.name)
	}
	if port := one.port(); port != 0 {
		if err := vm.serve(port); err != nil {
			return err
		}
	}
	vm.put(w.Unit)
	return nil
}

// deleteExtension takes an extension from its machine; one that goes with its
// machine is not asked about.
func deleteExtension(ctx context.Context, r *arm.Removal) error {
	if !r.Target.Equal(r.ID) {
		return nil
	}
	vm, err := loadExtended(ctx, r.Unit, r.ID.Parent())
	if err != nil {
		return err
	}
	if err := vm.mayChange(); err != nil {
		return err
	}
	properties, err := document.Read(r.Record.Properties)
	if err != nil {
		return err
	}
	if (installed{r.ID.Name(), properties}).port() != 0 {
		vm.facts.Port = 0
	}
	vm.facts.Extensions = slices.DeleteFunc(vm.facts.Extensions, func(name string) bool { return strings.EqualFold(name, r.ID.Name()) })
	vm.put(r.Unit)
	return nil
}

// extended is a virtual machine whose extensions change.
type extended struct {
	document   resource.Document
	record     resource.Record
	facts      machineFacts
	properties map[string]any
}

func loadExtended(ctx context.Context, u *arm.Unit, id resource.ID) (extended, error) {
	var vm extended
	var err error
	if vm.document, err = u.Get(ctx, id.Key()); err != nil {
		return vm, err
	}
	if vm.record, err = resource.ParseRecord(vm.document); err != nil {
		return vm, err
	}
	if vm.facts, err = resource.Facts[machineFacts](&vm.record); err != nil {
		return vm, err
	}
	value, err := document.Read(vm.record.Properties)
	vm.properties, _ = value.(map[string]any)
	return vm, err
}

// mayChange refuses changes of what an agent on the machine would have to do.
func (vm extended) mayChange() error {
	if vm.facts.Power != identity.Running {
		return resource.Conflict("OperationNotAllowed", "Cannot modify extensions in the VM when the VM is not running.")
	}
	if document.At(vm.properties, "osProfile.allowExtensionOperations") == false {
		return resource.Conflict("OperationNotAllowed", "This operation cannot be performed when extension operations are disallowed. To allow, please ensure VM Agent is installed on the VM and the osProfile.allowExtensionOperations property is true.")
	}
	return nil
}

// serve lets the machine's identity extension answer at a port.
func (vm *extended) serve(port int) error {
	held, err := identity.Parse(vm.record.Identity)
	if err != nil {
		return err
	}
	vm.facts.Port = port
	return checkExtensionIdentities(port, held)
}

// put stores the machine; what it shows has changed, and its etag with it.
func (vm extended) put(u *arm.Unit) {
	vm.record.Keep(vm.facts)
	vm.record.Etag = arm.NextEtag(vm.record.Etag)
	u.Put(vm.record.Document(vm.document.Indexes...))
}

// showExtension adds the instance view where it is asked for.
func showExtension(_ context.Context, s *arm.Shown) error {
	if !answer.Expands(s.Call, "instanceView") {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	properties["instanceView"] = installed{s.Record.Name(), properties}.view()
	return nil
}
