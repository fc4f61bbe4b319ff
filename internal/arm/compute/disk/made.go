package disk

import (
	"encoding/json"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// made is the managed disk that is made with a machine.
func made(w *arm.Write, disk map[string]any, system bool) resource.Record {
	host := resource.MustParseID(w.Record.ID) // canonical
	now := w.Engine().Sources.Now().UTC()
	properties := map[string]any{
		"timeCreated":       answer.Timestamp(w.Engine()),
		"uniqueId":          w.Engine().Sources.For("uniqueId", host.Key()+"/disks/"+document.String(disk, "name")).NewGUID(),
		"provisioningState": "Succeeded",
		"creationData":      map[string]any{"createOption": document.At(disk, "createOption")},
	}
	if size := document.At(disk, "diskSizeGB"); size != nil {
		properties["diskSizeGB"] = size
	}
	if system {
		properties["osType"] = document.At(disk, "osType")
		properties["hyperVGeneration"] = catalogue.GenerationOf(w.Properties)
		if image := catalogue.ImageID(host.Subscription(), w.Record.Location, document.At(w.Properties, "storageProfile.imageReference")); image != "" {
			document.Set(properties, "creationData.imageReference.id", image)
		}
	}
	members := map[string]json.RawMessage{"sku": document.Write(map[string]any{"name": document.At(disk, "managedDisk.storageAccountType")})}
	if zones := w.Record.Members["zones"]; zones != nil {
		members["zones"] = zones
	}
	complete(properties, members)
	return resource.Record{
		ID:       host.Parent().Child("providers/"+Type, document.String(disk, "name")).String(),
		Type:     Type,
		Location: w.Record.Location,
		Tags:     w.Record.Tags,
		Created:  now, Modified: now,
		Members:    members,
		Properties: document.Write(properties),
	}
}

// follow brings what the machine says of a disk in line with the disk, which
// the machine may ask to become larger.
func follow(u *arm.Unit, disk map[string]any, record resource.Record) error {
	value, err := document.Read(record.Properties)
	if err != nil {
		return err
	}
	properties, _ := value.(map[string]any)
	sku, err := document.Read(record.Members["sku"])
	if err != nil {
		return err
	}
	if wanted := document.Int(disk["diskSizeGB"]); wanted > document.Int(properties["diskSizeGB"]) {
		properties["diskSizeGB"] = document.Numeral(wanted)
		complete(properties, record.Members)
		record.Properties = document.Write(properties)
		u.Put(record.Document())
	}
	document.Set(disk, "managedDisk.id", record.ID)
	document.Set(disk, "managedDisk.storageAccountType", document.String(sku, "name"))
	if size := document.At(properties, "diskSizeGB"); size != nil {
		disk["diskSizeGB"] = size
	}
	return nil
}
