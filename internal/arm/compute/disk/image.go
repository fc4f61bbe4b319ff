package disk

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const imageType = "Microsoft.Compute/images"

// images declares the images that users make of their machines and disks.
func images() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "images",
		Display:     "Images",
		Versions:    apiversion.Since("2016-04-30-preview"),
		Located:     true,
		Members:     []string{"extendedLocation"},
		Kept:        []string{"sourceVirtualMachine", "storageProfile", "hyperVGeneration"},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Write:       writeImage,
	}
}

func writeImage(ctx context.Context, w *arm.Write) error {
	if err := property.KeepFrozen(w, []property.Frozen{{Path: "sourceVirtualMachine.id", Name: "sourceVirtualMachine"}, {Path: "hyperVGeneration"}}); err != nil {
		return err
	}
	if w.Old == nil && document.At(w.Properties, "sourceVirtualMachine.id") != nil {
		if err := captureVM(ctx, w); err != nil {
			return err
		}
	}
	if document.At(w.Properties, "storageProfile.osDisk") == nil && len(document.Array(w.Properties, "storageProfile.dataDisks")) == 0 {
		return property.Missing("storageProfile")
	}
	document.Default(w.Properties, "storageProfile.dataDisks", []any{})
	document.Default(w.Properties, "storageProfile.zoneResilient", false)
	document.Default(w.Properties, "hyperVGeneration", "V1")
	return nil
}

// captureVM takes into the image what the machine has on its disks. The machine
// must be generalised.
func captureVM(ctx context.Context, w *arm.Write) error {
	id, err := arm.ReadReference(document.At(w.Properties, "sourceVirtualMachine.id"), "properties.sourceVirtualMachine.id")
	if err != nil {
		return err
	}
	source, err := machine.LoadVM(ctx, w.Unit, id)
	if errors.Is(err, resource.ErrNotFound) {
		return resource.NotFound("NotFound", "The source virtual machine '%s' is not found.", id)
	}
	if err != nil {
		return err
	}
	if !source.Facts.Generalized {
		return resource.Conflict("OperationNotAllowed", "Operation 'Capture' is not allowed on VM '%s' since the VM is not generalized.", id.Name())
	}
	properties, err := document.Read(source.Record.Properties)
	if err != nil {
		return err
	}
	var data []any
	for i, disk := range machine.Disks(properties) {
		part := map[string]any{
			"managedDisk":        map[string]any{"id": document.At(disk, "managedDisk.id")},
			"storageAccountType": document.At(disk, "managedDisk.storageAccountType"),
			"caching":            document.At(disk, "caching"),
			"diskSizeGB":         document.At(disk, "diskSizeGB"),
		}
		if i == 0 {
			part["osType"], part["osState"] = document.At(disk, "osType"), "Generalized"
			document.Set(w.Properties, "storageProfile.osDisk", part)
			continue
		}
		part["lun"] = document.At(disk, "lun")
		data = append(data, part)
	}
	if data != nil {
		document.Set(w.Properties, "storageProfile.dataDisks", data)
	}
	document.Default(w.Properties, "hyperVGeneration", catalogue.GenerationOf(properties))
	return nil
}

// TakeImage fills into a profile what the user's own image says of its disk.
// The images of galleries and of other subscriptions are not known here.
func TakeImage(ctx context.Context, u *arm.Unit, profile map[string]any) error {
	id, err := resource.ParseID(document.String(profile, "storageProfile.imageReference.id"))
	if err != nil || !strings.EqualFold(id.Type(), imageType) {
		return err
	}
	properties, err := u.Properties(ctx, id)
	if properties == nil {
		return err
	}
	osDisk := document.At(properties, "storageProfile.osDisk")
	for _, member := range []string{"osType", "diskSizeGB"} {
		if value := document.At(osDisk, member); value != nil && document.At(profile, "storageProfile.osDisk") != nil {
			document.Default(profile, "storageProfile.osDisk."+member, value)
		}
	}
	return nil
}
