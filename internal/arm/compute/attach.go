package compute

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// setPath is where a virtual machine names the Flexible scale set that it is in.
const setPath = "virtualMachineScaleSet.id"

// joinInSet is joinSet for a machine whose facts are in its record.
func joinInSet(ctx context.Context, w *arm.Write) error {
	facts, err := resource.Facts[machine.Facts](&w.Record)
	if err != nil {
		return err
	}
	before := facts.Fleet
	if err := joinSet(ctx, w, &facts); err != nil {
		return err
	}
	if facts.Fleet != before {
		w.Record.Keep(facts)
	}
	return nil
}

// joinSet puts a virtual machine into the scale set that it names, takes it out,
// or leaves it where it is; facts are what the server keeps of the machine. The
// rules are those of Microsoft's "Attach or detach a Virtual Machine to or from a
// Virtual Machine Scale Set".
func joinSet(ctx context.Context, w *arm.Write, facts *machine.Facts) error {
	before := document.String(w.OldProperties, setPath)
	if _, _, sent := document.Member(document.At(w.Body, "properties"), "virtualMachineScaleSet"); !sent && before != "" {
		document.Set(w.Properties, setPath, before)
	}
	value := document.At(w.Properties, setPath)
	if value == nil {
		document.Remove(w.Properties, "virtualMachineScaleSet")
		if document.At(w.Properties, "platformFaultDomain") != nil && before == "" {
			return property.Invalid("platformFaultDomain", w.Properties["platformFaultDomain"])
		}
		if before == "" {
			return nil
		}
		return leaveSet(ctx, w, before, facts)
	}
	id, err := arm.ReadReference(value, "properties."+setPath)
	if err != nil {
		return err
	}
	switch {
	case before != "" && !property.Same(before, id.String()):
		return property.Changed(setPath)
	case before == "" && !w.Provides():
		if err := enterSet(ctx, w, id, facts); err != nil {
			return err
		}
	}
	w.Uses(id)
	return nil
}

// flexibleAt reads the Flexible scale set with an id that a machine refers to.
func flexibleAt(ctx context.Context, w *arm.Write, id resource.ID) (resource.Record, any, error) {
	set, err := w.Unit.Record(ctx, id)
	if errors.Is(err, resource.ErrNotFound) || err == nil && !strings.EqualFold(set.Type, identity.ScaleSetType) {
		return set, nil, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: setPath, Message: fmt.Sprintf("The Virtual Machine Scale Set '%s' referenced by the Virtual Machine does not exist.", id)}
	}
	if err != nil {
		return set, nil, err
	}
	properties, err := document.Read(set.Properties)
	if err == nil && !model.IsFlexible(properties) {
		err = resource.Conflict("OperationNotAllowed", "This operation is not allowed because referenced Virtual Machine Scale Set '%s' does not have orchestration mode set to 'Flexible'.", id.Name())
	}
	return set, properties, err
}

func enterSet(ctx context.Context, w *arm.Write, id resource.ID, facts *machine.Facts) error {
	set, properties, err := flexibleAt(ctx, w, id)
	if err != nil {
		return err
	}
	domains := document.Int(document.At(properties, "platformFaultDomainCount"))
	if err := fits(w, id, set); err != nil {
		return err
	}
	if w.Old != nil {
		if err := mayEnter(w, id, properties, domains); err != nil {
			return err
		}
	}
	fleet, err := fleetOf(ctx, w.Call, w.Unit, set, properties)
	if err != nil {
		return err
	}
	setFacts, err := resource.Facts[model.Facts](&set)
	if err != nil {
		return err
	}
	place := machine.Membership{Number: setFacts.Next}
	if wanted := document.At(w.Properties, "platformFaultDomain"); wanted == nil {
		zone := ""
		if zones := zonesOf(w.Record); len(zones) > 0 {
			zone = zones[0]
		}
		place.Domain = fleet.freeDomain(zone)
	} else if place.Domain = document.Int(wanted); domains < 2 || fmt.Sprint(wanted) != document.Numeral(place.Domain).String() || place.Domain < 0 || place.Domain >= domains {
		return property.Invalid("platformFaultDomain", wanted)
	}
	facts.Fleet = &place
	setFacts.Next++
	return recount(ctx, w.Unit, id, 1, &setFacts)
}

// fits refuses a machine that stands elsewhere than the scale set.
func fits(w *arm.Write, id resource.ID, set resource.Record) error {
	wrong := func(target, why string) error {
		return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: target, Message: fmt.Sprintf(
			"Virtual Machine '%s' cannot be in Virtual Machine Scale Set '%s': %s.", w.ID.Name(), id.Name(), why)}
	}
	zones, own := zonesOf(set), zonesOf(w.Record)
	switch {
	case !id.Parent().Equal(w.ID.Parent()):
		return wrong(setPath, "they must be in the same resource group")
	case set.Location != w.Record.Location:
		return wrong("location", "they must be in the same region")
	case document.At(w.Properties, "availabilitySet.id") != nil && w.Old == nil:
		return wrong("availabilitySet.id", "it is in an availability set")
	case len(zones) == 0 && len(own) > 0:
		return wrong("zones", "a machine in an availability zone cannot be in a regional scale set")
	case len(zones) > 0 && (len(own) != 1 || !slices.Contains(zones, own[0])):
		return wrong("zones", "it must be in one of the zones of the scale set, "+strings.Join(zones, ", "))
	}
	return nil
}

const attachHelp = "For more information, see https://aka.ms/vmo/attachdetach."

// mayEnter refuses to put a machine that is there already into a scale set that
// takes only new ones.
func mayEnter(w *arm.Write, id resource.ID, set any, domains int) error {
	vm, name := w.ID.Name(), id.Name()
	switch {
	case document.At(w.Properties, "availabilitySet.id") != nil:
		return resource.Conflict("VmssDoesNotSupportAttachingExistingAvsetVM", "Referenced Virtual Machine '%s' belongs to an Availability Set and attaching to a Virtual Machine Scale Set is not supported. %s", vm, attachHelp)
	case domains > 1:
		return resource.Conflict("VmssDoesNotSupportAttachingExistingVMMultiFD", "Referenced Virtual Machine Scale Set '%s' does not support attaching an existing Virtual Machine to it because the Virtual Machine Scale Set has more than 1 fault domains. %s", name, attachHelp)
	case len(machine.Disks(w.Properties)) == 0:
		return resource.Conflict("VmssDoesNotSupportAttachingExistingVMUnmanagedDisk", "Using a Virtual Machine '%s' with unmanaged disks and attaching it to a Virtual Machine Scale Set is not supported. %s", vm, attachHelp)
	case document.At(w.Properties, "proximityPlacementGroup.id") != nil:
		return resource.Conflict("VmssDoesNotSupportAttachingPPGVM", "Referenced Virtual Machine '%s' belongs to a proximity placement group (PPG) and attaching to a Virtual Machine Scale Set is not supported. %s", vm, attachHelp)
	case document.At(set, "singlePlacementGroup") != false:
		return resource.Conflict("VmssDoesNotSupportAttachingWithSpg", "Virtual Machine Scale Set '%s' does not support attaching an existing Virtual Machine to it because the Virtual Machine Scale Set has single placement group set to true or does not have single placement group explicitly set to false. %s", name, attachHelp)
	}
	return nil
}

// leaveSet takes a machine out of its scale set. It keeps its identities.
func leaveSet(ctx context.Context, w *arm.Write, before string, facts *machine.Facts) error {
	id, err := resource.ParseID(before)
	if err != nil {
		return err
	}
	_, properties, err := flexibleAt(ctx, w, id)
	if err != nil {
		return err
	}
	if document.Int(document.At(properties, "platformFaultDomainCount")) > 1 {
		return resource.Conflict("OperationNotAllowed", "Virtual Machine Scale Set '%s' does not support detaching an existing Virtual Machine from it because the Virtual Machine Scale Set has more than 1 fault domains. %s", id.Name(), attachHelp)
	}
	facts.Fleet = nil
	return recount(ctx, w.Unit, id, -1, nil)
}

// recount adds to the capacity of a scale set, and keeps the facts of it, which
// may be nil.
func recount(ctx context.Context, u *arm.Unit, set resource.ID, by int, facts *model.Facts) error {
	if facts != nil {
		record, d, err := resource.Load(ctx, u, set.Key())
		if err != nil {
			return err
		}
		record.Keep(facts)
		u.Put(record.Document(d.Indexes...))
	}
	return model.ChangeCapacity(ctx, u, set, by)
}

// leaves lowers the capacity of the scale set that a deleted machine was in,
// unless that goes too.
func leaves(ctx context.Context, r *arm.Removal, properties any) error {
	set, err := resource.ParseID(document.String(properties, setPath))
	if err != nil || set.IsRoot() {
		return nil //nolint:nilerr // it is in none
	}
	if err := model.ChangeCapacity(ctx, r.Unit, set, -1); err != nil && !errors.Is(err, resource.ErrNotFound) {
		return err
	}
	return nil
}
