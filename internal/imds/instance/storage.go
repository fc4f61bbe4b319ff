package instance

import (
	"context"
	"strconv"

	"github.com/azimuthid/azimuth/internal/document"
)

func (s Source) storage(ctx context.Context, m machine) (p StorageProfile, err error) {
	const image = "storageProfile.imageReference."
	p.ImageReference = ImageReference{
		CommunityGalleryImageID: m.at(image + "communityGalleryImageId"), ExactVersion: m.at(image + "exactVersion"), ID: m.at(image + "id"),
		Offer: m.at(image + "offer"), Publisher: m.at(image + "publisher"), SharedGalleryImageID: m.at(image + "sharedGalleryImageId"),
		SKU: m.at(image + "sku"), Version: m.at(image + "version"),
	}
	p.OSDisk = osDisk(document.At(m.properties, "storageProfile.osDisk"))
	disks := document.Array(m.properties, "storageProfile.dataDisks")
	p.DataDisks = make([]DataDisk, len(disks))
	for i, disk := range disks {
		if p.DataDisks[i], err = s.dataDisk(ctx, disk); err != nil {
			return p, err
		}
	}
	p.ResourceDisk.Size = "0" // there is none that anybody could see
	return p, nil
}

func osDisk(disk any) (d OSDisk) {
	at := func(path string) string { return text(document.At(disk, path)) }
	d.Caching, d.CreateOption, d.DiskSizeGB = at("caching"), at("createOption"), at("diskSizeGB")
	d.DiffDiskSettings.Option = at("diffDiskSettings.option")
	d.EncryptionSettings = encryption(disk)
	d.Image.URI, d.VHD.URI = at("image.uri"), at("vhd.uri")
	d.ManagedDisk = ManagedDisk{at("managedDisk.id"), at("managedDisk.storageAccountType")}
	d.Name, d.OSType = at("name"), at("osType")
	d.WriteAcceleratorEnabled = flag(disk, "writeAcceleratorEnabled")
	return d
}

// encryption is where a disk's keys are, if it says so.
func encryption(disk any) (e EncryptionSettings) {
	at := func(path string) string { return text(document.At(disk, "encryptionSettings."+path)) }
	e.Enabled = flag(disk, "encryptionSettings.enabled")
	e.DiskEncryptionKey.SecretURL, e.DiskEncryptionKey.SourceVault.ID = at("diskEncryptionKey.secretUrl"), at("diskEncryptionKey.sourceVault.id")
	e.KeyEncryptionKey.KeyURL, e.KeyEncryptionKey.SourceVault.ID = at("keyEncryptionKey.keyUrl"), at("keyEncryptionKey.sourceVault.id")
	return e
}

// dataDisk is a disk as the machine and the disk's own resource have it.
func (s Source) dataDisk(ctx context.Context, disk any) (DataDisk, error) {
	at := func(path string) string { return text(document.At(disk, path)) }
	d := DataDisk{
		Caching: at("caching"), CreateOption: at("createOption"), DiskSizeGB: at("diskSizeGB"), EncryptionSettings: encryption(disk),
		IsSharedDisk: "false", IsUltraDisk: "false", LUN: at("lun"),
		ManagedDisk: ManagedDisk{at("managedDisk.id"), at("managedDisk.storageAccountType")}, Name: at("name"), OSType: at("osType"),
		WriteAcceleratorEnabled: flag(disk, "writeAcceleratorEnabled"),
	}
	d.DiffDiskSettings.Option = at("diffDiskSettings.option")
	d.Image.URI, d.VHD.URI = at("image.uri"), at("vhd.uri")
	_, own, err := s.find(ctx, d.ManagedDisk.ID)
	if err != nil {
		return d, err
	}
	if shares := count(own, "maxShares"); shares > 1 {
		d.IsSharedDisk = "true"
	}
	if d.ManagedDisk.StorageAccountType == "UltraSSD_LRS" {
		d.IsUltraDisk = "true"
		d.fillThrottles(disk, own)
	}
	return d, nil
}

const (
	megabyte = 1000 * 1000 // of a disk's throughput
	gibibyte = 1 << 30     // of its size
)

// fillThrottles says how much an ultra disk holds and does: as its resource has it, or
// as the machine asked for it.
func (d *DataDisk) fillThrottles(disk, own any) {
	size := first(count(own, "diskSizeGB"), count(disk, "diskSizeGB"))
	d.DiskCapacityBytes = numeral(first(count(own, "diskSizeBytes"), size*gibibyte))
	d.BytesPerSecondThrottle = numeral(megabyte * first(count(own, "diskMBpsReadWrite"), count(disk, "diskMBpsReadWrite")))
	d.OpsPerSecondThrottle = numeral(first(count(own, "diskIOPSReadWrite"), count(disk, "diskIOPSReadWrite")))
}

// count is a number at a path, 0 for none.
func count(value any, path string) int64 {
	n, err := strconv.ParseInt(text(document.At(value, path)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func first(numbers ...int64) int64 {
	for _, n := range numbers {
		if n != 0 {
			return n
		}
	}
	return 0
}

// numeral is a number as the service writes it, and what is not known as nothing.
func numeral(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
