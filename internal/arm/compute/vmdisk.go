package compute

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// keepDisks fills what a PUT leaves out of data disks that are there already,
// matched by their logical unit: clients send them back incomplete. A disk that
// is there keeps its name; another one may be put in its place.
func keepDisks(w *arm.Write) error {
	if old := document.At(w.OldProperties, "storageProfile.osDisk"); old != nil && renamed(old, document.At(w.Properties, "storageProfile.osDisk")) {
		return property.Changed("osDisk.name")
	}
	for _, disk := range document.Array(w.Properties, "storageProfile.dataDisks") {
		for _, old := range document.Array(w.OldProperties, "storageProfile.dataDisks") {
			if lun := document.At(disk, "lun"); lun == nil || !property.Same(lun, document.At(old, "lun")) || replaced(old, disk) {
				continue
			}
			if renamed(old, disk) {
				return property.Changed("dataDisk.name")
			}
			document.Fill(disk, old)
		}
	}
	return nil
}

// replaced reports whether another managed disk is named in the place of an old one.
func replaced(old, disk any) bool {
	id := document.At(disk, "managedDisk.id")
	return id != nil && !property.Same(id, document.At(old, "managedDisk.id"))
}

func renamed(old, disk any) bool {
	name := document.At(disk, "name")
	return name != nil && !replaced(old, disk) && !property.Same(name, document.At(old, "name"))
}

// nameDisks names the disks that the request leaves unnamed, as Azure does, and
// fills in what goes with them.
func nameDisks(w *arm.Write) {
	size := document.String(w.Properties, "hardwareProfile.vmSize")
	if osDisk, ok := document.At(w.Properties, "storageProfile.osDisk").(map[string]any); ok {
		if id, err := resource.ParseID(document.String(osDisk, "managedDisk.id")); err == nil && !id.IsRoot() {
			osDisk["name"] = id.Name() // another disk may be put in its place
		}
		name := "_OsDisk_1_"
		if !w.Version.Before(plainNamesSince) {
			name = "_disk1_"
		}
		document.Default(osDisk, "name", w.ID.Name()+name+diskSuffix(w.Engine(), w.ID.Key(), 0))
		document.Default(osDisk, "deleteOption", "Detach")
	}
	completeOSDisk(w.Properties, size)
	document.Default(w.Properties, "storageProfile.dataDisks", []any{})
	for _, element := range document.Array(w.Properties, "storageProfile.dataDisks") {
		disk, _ := element.(map[string]any)
		if id, err := resource.ParseID(document.String(disk, "managedDisk.id")); err == nil && !id.IsRoot() {
			disk["name"] = id.Name()
		}
	}
	completeDataDisks(w.Properties, size, func(i int) string {
		return fmt.Sprintf("%s_disk%d_%s", w.ID.Name(), i, diskSuffix(w.Engine(), w.ID.Key(), i))
	})
}

// plainNamesSince is the api-version from which the disk of the operating system
// is named as the other disks of a virtual machine.
const plainNamesSince = "2024-07-01"

// disksOf are a machine's disks as its properties tell of them, the operating
// system's first.
func disksOf(properties any) []map[string]any {
	var disks []map[string]any
	for _, element := range append([]any{document.At(properties, "storageProfile.osDisk")}, document.Array(properties, "storageProfile.dataDisks")...) {
		if disk, ok := element.(map[string]any); ok && managed(disk) {
			disks = append(disks, disk)
		}
	}
	return disks
}

// attachDisks makes the machine's new disks, and takes hold of those that are there.
func attachDisks(ctx context.Context, w *arm.Write) error {
	for i, disk := range disksOf(w.Properties) {
		id, err := diskID(w, disk, i == 0)
		if err != nil {
			return err
		}
		record, err := w.Unit.Record(ctx, id)
		switch {
		case errors.Is(err, resource.ErrNotFound):
			if document.At(disk, "managedDisk.id") != nil {
				return resource.NotFound("NotFound", "Disk %s is not found.", id.Name())
			}
			record = newDisk(w, disk, i == 0)
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
		if err := followDisk(w.Unit, disk, record); err != nil {
			return err
		}
		w.Uses(id)
		w.Indexes = append(w.Indexes, attached(id))
	}
	return nil
}

// diskID is the disk that is meant: the one that is named by its id, or the one
// with the name in the machine's group. Only a disk to attach, and one that the
// machine has, is named by its id; of the operating system's another one may be
// put in its place.
func diskID(w *arm.Write, disk map[string]any, system bool) (resource.ID, error) {
	attach := strings.EqualFold(document.String(disk, "createOption"), "Attach")
	parameter := "dataDisk.managedDisk.id"
	if system {
		parameter = "osDisk.managedDisk.id"
	}
	if value := document.At(disk, "managedDisk.id"); value != nil {
		id, err := arm.ReadReference(value, "properties.storageProfile."+parameter)
		if err == nil && !attach && !hadDisk(w, id) && (w.Old == nil || !system) {
			err = &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: parameter, Message: fmt.Sprintf("Parameter '%s' is not allowed.", parameter)}
		}
		return id, err
	}
	if attach {
		return resource.ID{}, property.Missing(parameter)
	}
	machine, err := resource.ParseID(w.Record.ID)
	if err != nil {
		return machine, err
	}
	return machine.Parent().Child("providers/"+diskType, document.String(disk, "name")), nil
}

// hadDisk reports whether the machine has the disk already.
func hadDisk(w *arm.Write, id resource.ID) bool {
	for _, disk := range disksOf(w.OldProperties) {
		if strings.EqualFold(document.String(disk, "managedDisk.id"), id.String()) {
			return true
		}
	}
	return false
}

// checkFree refuses a disk that another machine holds.
func checkFree(ctx context.Context, w *arm.Write, id resource.ID) error {
	index := attached(id)
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

// newDisk is the managed disk that is made with a machine.
func newDisk(w *arm.Write, disk map[string]any, system bool) resource.Record {
	machine := resource.MustParseID(w.Record.ID) // canonical
	now := w.Engine().Sources.Now().UTC()
	properties := map[string]any{
		"timeCreated":       answer.Timestamp(w.Engine()),
		"uniqueId":          w.Engine().Sources.For("uniqueId", machine.Key()+"/disks/"+document.String(disk, "name")).NewGUID(),
		"provisioningState": "Succeeded",
		"creationData":      map[string]any{"createOption": document.At(disk, "createOption")},
	}
	if size := document.At(disk, "diskSizeGB"); size != nil {
		properties["diskSizeGB"] = size
	}
	if system {
		properties["osType"] = document.At(disk, "osType")
		properties["hyperVGeneration"] = catalogue.GenerationOf(w.Properties)
		if image := catalogue.ImageID(machine.Subscription(), w.Record.Location, document.At(w.Properties, "storageProfile.imageReference")); image != "" {
			document.Set(properties, "creationData.imageReference.id", image)
		}
	}
	members := map[string]json.RawMessage{"sku": document.Write(map[string]any{"name": document.At(disk, "managedDisk.storageAccountType")})}
	if zones := w.Record.Members["zones"]; zones != nil {
		members["zones"] = zones
	}
	completeDisk(properties, members)
	return resource.Record{
		ID:       machine.Parent().Child("providers/"+diskType, document.String(disk, "name")).String(),
		Type:     diskType,
		Location: w.Record.Location,
		Tags:     w.Record.Tags,
		Created:  now, Modified: now,
		Members:    members,
		Properties: document.Write(properties),
	}
}

// followDisk brings what the machine says of a disk in line with the disk, which
// the machine may ask to become larger.
func followDisk(u *arm.Unit, disk map[string]any, record resource.Record) error {
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
		completeDisk(properties, record.Members)
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

// deleteVM lets go of what the machine holds: its disks and interfaces stay,
// unless they are to be deleted with it.
func deleteVM(ctx context.Context, r *arm.Removal) error {
	if err := end(ctx, r.Unit, r.Record); err != nil {
		return err
	}
	properties, err := document.Read(r.Record.Properties)
	if err != nil {
		return err
	}
	if err := leaves(ctx, r, properties); err != nil {
		return err
	}
	var gone []string
	for _, disk := range disksOf(properties) {
		if strings.EqualFold(document.String(disk, "deleteOption"), "Delete") {
			gone = append(gone, document.String(disk, "managedDisk.id"))
		}
	}
	for _, entry := range document.Array(properties, "networkProfile.networkInterfaces") {
		if strings.EqualFold(document.String(entry, "properties.deleteOption"), "Delete") {
			gone = append(gone, document.String(entry, "id"))
		}
	}
	for _, text := range gone {
		id, err := resource.ParseID(text)
		if err != nil || id.IsRoot() {
			continue
		}
		if strings.EqualFold(id.Type(), interfaceType) {
			addresses, err := addressesOf(ctx, r.Unit, id)
			if err != nil {
				return err
			}
			for _, address := range addresses {
				r.Unit.Delete(strings.ToLower(address))
			}
		}
		r.Unit.Delete(id.Key())
	}
	return nil
}
