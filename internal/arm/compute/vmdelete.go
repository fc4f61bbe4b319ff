package compute

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// deleteVM lets go of what the machine holds: its disks and interfaces stay,
// unless they are to be deleted with it.
func deleteVM(ctx context.Context, r *arm.Removal) error {
	if err := machine.AnnounceDeletion(ctx, r.Unit, r.Record); err != nil {
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
	for _, disk := range machine.Disks(properties) {
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
		if strings.EqualFold(id.Type(), machine.InterfaceType) {
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

// addressesOf are the public addresses that go with an interface when its machine
// is deleted.
func addressesOf(ctx context.Context, u *arm.Unit, nic resource.ID) ([]string, error) {
	record, err := u.Record(ctx, nic)
	if err != nil {
		if errors.Is(err, resource.ErrNotFound) {
			return nil, nil
		}
		return nil, err
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return nil, err
	}
	var gone []string
	for _, ip := range document.Array(properties, "ipConfigurations") {
		if strings.EqualFold(document.String(ip, "properties.publicIPAddress.properties.deleteOption"), "Delete") {
			gone = append(gone, document.String(ip, "properties.publicIPAddress.id"))
		}
	}
	return gone, nil
}
