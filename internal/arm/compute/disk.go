package compute

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

const diskType = "Microsoft.Compute/disks"

// diskVersions are the published api-versions of disks and snapshots.
var diskVersions = []arm.Version{
	"2016-04-30-preview", "2017-03-30", "2018-04-01", "2018-06-01", "2018-09-30", "2019-03-01", "2019-07-01", "2019-11-01",
	"2020-05-01", "2020-06-30", "2020-09-30", "2020-12-01", "2021-04-01", "2021-08-01", "2021-12-01", "2022-03-02",
	"2022-07-02", "2023-01-02", "2023-04-02", "2023-10-02", "2024-03-02", "2025-01-02",
}

func disk() *arm.ResourceType {
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
	completeDisk(w.Properties, w.Record.Members)
	return nil
}

// completeDisk fills in what Azure fills in of a managed disk.
func completeDisk(properties map[string]any, members map[string]json.RawMessage) {
	if size := document.Int(properties["diskSizeGB"]); size > 0 {
		properties["diskSizeGB"] = document.Numeral(size)
		properties["diskSizeBytes"] = json.Number(strconv.FormatInt(int64(size)<<30, 10))
	}
	document.Default(properties, "encryption.type", "EncryptionAtRestWithPlatformKey")
	document.Default(properties, "networkAccessPolicy", "AllowAll")
	document.Default(properties, "publicNetworkAccess", "Enabled")
	value, err := document.Read(members["sku"])
	sku, ok := value.(map[string]any)
	if err != nil || !ok {
		sku = make(map[string]any)
	}
	document.Default(sku, "name", "Standard_LRS")
	tier, _, _ := strings.Cut(document.String(sku, "name"), "_")
	document.Default(sku, "tier", tier)
	members["sku"] = document.Write(sku)
}

// attached is the index under which the one machine is found that a disk or an
// interface is attached to; a second one is refused by the store.
func attached(id resource.ID) resource.Index {
	return resource.Index{Name: "attached", Value: id.Key(), Unique: true}
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
	index := attached(id)
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
	machine, err := resource.ParseRecord(holders[0])
	if err != nil {
		return err
	}
	facts, err := resource.Facts[machineFacts](&machine)
	if err != nil {
		return err
	}
	properties["diskState"] = "Attached"
	if facts.Power == identity.Deallocated {
		properties["diskState"] = "Reserved"
	}
	// The record is shared with other readers.
	if s.Record.Members = maps.Clone(s.Record.Members); s.Record.Members == nil {
		s.Record.Members = make(map[string]json.RawMessage)
	}
	s.Record.Members["managedBy"] = document.Write(machine.ID)
	return nil
}

func snapshot() *arm.ResourceType {
	t := disk()
	t.Name, t.Display = "snapshots", "Snapshots"
	t.Members = slices.DeleteFunc(t.Members, func(member string) bool { return member == "zones" })
	t.Delete, t.Show = nil, nil
	t.Write = writeSnapshot
	return t
}

// writeSnapshot takes the size and the system of the disk that it is made from.
func writeSnapshot(ctx context.Context, w *arm.Write) error {
	source := document.String(w.Properties, "creationData.sourceResourceId")
	if w.Old == nil && source != "" {
		id, err := arm.ReadReference(source, "properties.creationData.sourceResourceId")
		if err != nil {
			return err
		}
		record, err := w.Unit.Record(ctx, id)
		if errors.Is(err, resource.ErrNotFound) {
			return resource.NotFound("NotFound", "Disk %s is not found.", id)
		}
		if err != nil {
			return err
		}
		properties, err := document.Read(record.Properties)
		if err != nil {
			return err
		}
		for _, member := range []string{"diskSizeGB", "osType", "hyperVGeneration"} {
			if value := document.At(properties, member); value != nil {
				document.Default(w.Properties, member, value)
			}
		}
	}
	return writeDisk(ctx, w)
}
