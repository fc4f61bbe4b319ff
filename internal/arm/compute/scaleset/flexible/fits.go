package flexible

import (
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

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

// attachHelp ends the errors of machines that may not enter or leave.
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
