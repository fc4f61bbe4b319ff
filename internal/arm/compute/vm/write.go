package vm

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/disk"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/group"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// frozen are the properties of virtual machines that are chosen at creation.
var frozen = []property.Frozen{
	{Path: "osProfile.adminUsername"},
	{Path: "osProfile.computerName"},
	{Path: "osProfile.linuxConfiguration.disablePasswordAuthentication", Name: "linuxConfiguration.disablePasswordAuthentication"},
	{Path: "osProfile.linuxConfiguration.ssh.publicKeys", Name: "linuxConfiguration.ssh.publicKeys"},
	{Path: "storageProfile.imageReference.publisher", Name: "imageReference"},
	{Path: "storageProfile.imageReference.offer", Name: "imageReference"},
	{Path: "storageProfile.imageReference.sku", Name: "imageReference"},
	{Path: "storageProfile.imageReference.version", Name: "imageReference"},
	{Path: "storageProfile.imageReference.id", Name: "imageReference"},
	{Path: "storageProfile.osDisk.createOption", Name: "osDisk.createOption"},
	{Path: "storageProfile.osDisk.osType", Name: "osDisk.osType"},
	{Path: "availabilitySet.id"},
	{Path: "platformFaultDomain"},
}

// write completes and checks a virtual machine, and connects it with what it is made of
// and stands in.
func (m types) write(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["vmId"] = w.Engine().Sources.For("vmId", w.ID.Key()).NewGUID()
		w.Properties["timeCreated"] = answer.Timestamp(w.Engine())
	}
	property.Restore(w, "vmId", "timeCreated")
	delete(w.Record.Members, "resources") // what a client read
	facts, err := resource.Facts[machine.Facts](w.Old)
	if err != nil {
		return err
	}
	if err := extension.CheckIdentities(facts.Port, w.Identity); err != nil {
		return err
	}
	w.Indexes = append(w.Indexes, m.tokens.Handles.Index(document.String(w.Properties, "vmId")))
	machine.KeepTagless(w)
	if err := complete(ctx, w); err != nil {
		return err
	}
	if err := disk.Attach(ctx, w); err != nil {
		return err
	}
	if err := group.Join(ctx, w); err != nil {
		return err
	}
	if err := flexible.Join(ctx, w); err != nil {
		return err
	}
	return joinInterfaces(ctx, w)
}

// complete fills in what Azure fills in of a virtual machine, and refuses what may not
// change.
func complete(ctx context.Context, w *arm.Write) error {
	if document.At(w.Properties, "hardwareProfile.vmSize") == nil {
		return property.Missing("vmSize")
	}
	if err := property.KeepFrozen(w, frozen); err != nil {
		return err
	}
	if err := disk.TakeImage(ctx, w.Unit, w.Properties); err != nil {
		return err
	}
	if err := keepDisks(w); err != nil {
		return err
	}
	nameDisks(w)
	catalogue.FillExactVersion(w.Properties)
	system := catalogue.SystemOf(w.Properties)
	profile := machine.CompleteOSProfile(w.Properties, system)
	machine.CompletePatching(profile, system)
	if profile != nil {
		document.Default(profile, "computerName", w.ID.Name())
	}
	machine.DropEmpty(w.Properties)
	return machine.CompleteEvents(w.Properties)
}
