package disk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Attach makes the machine's new disks, and takes hold of those that are there.
func Attach(ctx context.Context, w *arm.Write) error {
	for i, disk := range machine.Disks(w.Properties) {
		id, err := idOf(w, disk, i == 0)
		if err != nil {
			return err
		}
		record, err := w.Unit.Record(ctx, id)
		switch {
		case errors.Is(err, resource.ErrNotFound):
			if document.At(disk, "managedDisk.id") != nil {
				return resource.NotFound("NotFound", "Disk %s is not found.", id.Name())
			}
			record = made(w, disk, i == 0)
			w.Unit.Put(record.Document())
		case err != nil:
			return err
		case document.At(disk, "managedDisk.id") == nil:
			return &resource.Error{Kind: resource.KindConflict, Code: "ConflictingUserInput", Target: record.ID, Message: fmt.Sprintf(
				"Disk %s already exists in resource group %s. Only CreateOption.Attach is supported.", id.Name(), strings.ToUpper(id.ResourceGroup()))}
		}
		if err := checkFree(ctx, w, id); err != nil {
			return err
		}
		if err := follow(w.Unit, disk, record); err != nil {
			return err
		}
		w.Uses(id)
		w.Indexes = append(w.Indexes, machine.AttachedIndex(id))
	}
	return nil
}

// idOf is the disk that is meant: the one that is named by its id, or the one
// with the name in the machine's group. Only a disk to attach, and one that the
// machine has, is named by its id; of the operating system's another one may be
// put in its place.
func idOf(w *arm.Write, disk map[string]any, system bool) (resource.ID, error) {
	attach := strings.EqualFold(document.String(disk, "createOption"), "Attach")
	parameter := "dataDisk.managedDisk.id"
	if system {
		parameter = "osDisk.managedDisk.id"
	}
	if value := document.At(disk, "managedDisk.id"); value != nil {
		id, err := arm.ReadReference(value, "properties.storageProfile."+parameter)
		if err == nil && !attach && !had(w, id) && (w.Old == nil || !system) {
			err = &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: parameter, Message: fmt.Sprintf("Parameter '%s' is not allowed.", parameter)}
		}
		return id, err
	}
	if attach {
		return resource.ID{}, property.Missing(parameter)
	}
	host, err := resource.ParseID(w.Record.ID)
	if err != nil {
		return host, err
	}
	return host.Parent().Child("providers/"+Type, document.String(disk, "name")), nil
}

// had reports whether the machine has the disk already.
func had(w *arm.Write, id resource.ID) bool {
	for _, disk := range machine.Disks(w.OldProperties) {
		if strings.EqualFold(document.String(disk, "managedDisk.id"), id.String()) {
			return true
		}
	}
	return false
}

// checkFree refuses a disk that another machine holds.
func checkFree(ctx context.Context, w *arm.Write, id resource.ID) error {
	index := machine.AttachedIndex(id)
	holders, err := w.Unit.Find(ctx, index.Name, index.Value)
	if err != nil {
		return err
	}
	for _, holder := range holders {
		if holder.Key == w.ID.Key() {
			continue
		}
		owner, err := resource.ParseRecord(holder)
		if err != nil {
			return err
		}
		return &resource.Error{Kind: resource.KindConflict, Code: "ConflictingUserInput", Target: "dataDisk", Message: fmt.Sprintf("Disk '%s' cannot be attached as the disk is already owned by VM '%s'.", id.Name(), owner.ID)}
	}
	return nil
}
