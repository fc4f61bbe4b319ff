package vm

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// remove lets go of what the machine holds: its disks and interfaces stay, unless they
// are to be deleted with it.
func remove(ctx context.Context, r *arm.Removal) error {
	if err := machine.AnnounceDeletion(ctx, r.Unit, r.Record); err != nil {
		return err
	}
	properties, err := document.Read(r.Record.Properties)
	if err != nil {
		return err
	}
	if err := flexible.Leave(ctx, r, properties); err != nil {
		return err
	}
	for _, text := range goWith(properties) {
		id, err := resource.ParseID(text)
		if err != nil || id.IsRoot() {
			continue
		}
		if strings.EqualFold(id.Type(), machine.InterfaceType) {
			if err := removeAddresses(ctx, r.Unit, id); err != nil {
				return err
			}
		}
		r.Unit.Delete(id.Key())
	}
	return nil
}

// goWith are the ids of the disks and interfaces that are deleted with their machine.
func goWith(properties any) []string {
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
	return gone
}

// removeAddresses deletes the public addresses that go with an interface.
func removeAddresses(ctx context.Context, u *arm.Unit, nic resource.ID) error {
	properties, err := u.Properties(ctx, nic)
	if properties == nil {
		return err
	}
	for _, ip := range document.Array(properties, "ipConfigurations") {
		if strings.EqualFold(document.String(ip, "properties.publicIPAddress.properties.deleteOption"), "Delete") {
			u.Delete(strings.ToLower(document.String(ip, "properties.publicIPAddress.id")))
		}
	}
	return nil
}
