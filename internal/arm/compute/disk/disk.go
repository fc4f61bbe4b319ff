package disk

import (
	"context"
	"encoding/json"
	"maps"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Type is the type of managed disks.
const Type = "Microsoft.Compute/disks"

// diskVersions are the published api-versions of disks and snapshots.
var diskVersions = []arm.Version{
	"2016-04-30-preview", "2017-03-30", "2018-04-01", "2018-06-01", "2018-09-30", "2019-03-01", "2019-07-01", "2019-11-01",
	"2020-05-01", "2020-06-30", "2020-09-30", "2020-12-01", "2021-04-01", "2021-08-01", "2021-12-01", "2022-03-02",
	"2022-07-02", "2023-01-02", "2023-04-02", "2023-10-02", "2024-03-02", "2025-01-02",
}

// Types declares disks, snapshots and images.
func Types() []*arm.ResourceType {
	return []*arm.ResourceType{disks(), snapshots(), images()}
}

func disks() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "disks",
		Display:     "Disks",
		Versions:    diskVersions,
		Located:     true,
		Members:     []string{"managedBy", "sku", "zones", "extendedLocation"},
		Required:    []string{"properties.creationData"},
		Kept:        []string{"timeCreated", "uniqueId", "creationData", "osType", "hyperVGeneration", "diskSizeGB", "securityProfile"},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Write:       writeDisk,
		Delete:      deleteDisk,
		Show:        showDisk,
	}
}

func writeDisk(_ context.Context, w *arm.Write) error {
	delete(w.Record.Members, "managedBy") // follows from the machine
	delete(w.Properties, "diskState")
	if w.Old == nil {
		w.Properties["timeCreated"] = answer.Timestamp(w.Engine())
		w.Properties["uniqueId"] = w.Engine().Sources.For("uniqueId", w.ID.Key()).NewGUID()
	}
	property.Restore(w, "timeCreated", "uniqueId")
	option := document.String(w.Properties, "creationData.createOption")
	if option == "" {
		return property.Missing("disk.creationData.createOption")
	}
	if strings.EqualFold(option, "Empty") && w.Properties["diskSizeGB"] == nil {
		return property.Missing("disk.diskSizeGB")
	}
	size, old := document.Int(w.Properties["diskSizeGB"]), document.Int(w.OldProperties["diskSizeGB"])
	if size < old {
		return &resource.Error{Kind: resource.KindInvalid, Code: "BadRequest", Target: "disk.diskSizeGB", Message: "The new disk size in GB is " + strconv.Itoa(size) + ", smaller than the current size of " + strconv.Itoa(old) + ". Disks do not become smaller."}
	}
	complete(w.Properties, w.Record.Members)
	return nil
}

// deleteDisk refuses to delete a disk that a machine holds.
func deleteDisk(ctx context.Context, r *arm.Removal) error {
	machine, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	return resource.Conflict("OperationNotAllowed", "Disk %s is attached to VM %s.", r.ID.Name(), machine.ID)
}

// showDisk says which machine holds the disk, and what follows from it.
func showDisk(ctx context.Context, s *arm.Shown) error {
	id, err := resource.ParseID(s.Record.ID)
	if err != nil {
		return err
	}
	index := machine.AttachedIndex(id)
	holders, err := s.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return err
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	properties["diskState"] = "Unattached"
	if len(holders) == 0 {
		return nil
	}
	holder, err := machine.ParseVM(holders[0])
	if err != nil {
		return err
	}
	properties["diskState"] = "Attached"
	if holder.Facts.Power == identity.Deallocated {
		properties["diskState"] = "Reserved"
	}
	// The record is shared with other readers.
	if s.Record.Members = maps.Clone(s.Record.Members); s.Record.Members == nil {
		s.Record.Members = make(map[string]json.RawMessage)
	}
	s.Record.Members["managedBy"] = document.Write(holder.Record.ID)
	return nil
}
