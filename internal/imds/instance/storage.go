package instance

import "github.com/azimuthid/azimuth/internal/document"

func (m machine) storage() (s StorageProfile) {
	const image = "storageProfile.imageReference."
	s.ImageReference = ImageReference{
		CommunityGalleryImageID: m.at(image + "communityGalleryImageId"), ExactVersion: m.at(image + "exactVersion"), ID: m.at(image + "id"),
		Offer: m.at(image + "offer"), Publisher: m.at(image + "publisher"), SharedGalleryImageID: m.at(image + "sharedGalleryImageId"),
		SKU: m.at(image + "sku"), Version: m.at(image + "version"),
	}
	s.OSDisk = osDisk(document.At(m.properties, "storageProfile.osDisk"))
	s.DataDisks = []DataDisk{}
	for _, disk := range document.Array(m.properties, "storageProfile.dataDisks") {
		s.DataDisks = append(s.DataDisks, dataDisk(disk))
	}
	return s
}

func osDisk(disk any) (d OSDisk) {
	at := func(path string) string { return text(document.At(disk, path)) }
	d.Caching, d.CreateOption, d.DiskSizeGB = at("caching"), at("createOption"), at("diskSizeGB")
	d.DiffDiskSettings.Option = at("diffDiskSettings.option")
	d.EncryptionSettings.Enabled = flag(disk, "encryptionSettings.enabled")
	d.EncryptionSettings.DiskEncryptionKey.SecretURL = at("encryptionSettings.diskEncryptionKey.secretUrl")
	d.EncryptionSettings.DiskEncryptionKey.SourceVault.ID = at("encryptionSettings.diskEncryptionKey.sourceVault.id")
	d.EncryptionSettings.KeyEncryptionKey.KeyURL = at("encryptionSettings.keyEncryptionKey.keyUrl")
	d.EncryptionSettings.KeyEncryptionKey.SourceVault.ID = at("encryptionSettings.keyEncryptionKey.sourceVault.id")
	d.Image.URI, d.VHD.URI = at("image.uri"), at("vhd.uri")
	d.ManagedDisk = ManagedDisk{at("managedDisk.id"), at("managedDisk.storageAccountType")}
	d.Name, d.OSType = at("name"), at("osType")
	d.WriteAcceleratorEnabled = flag(disk, "writeAcceleratorEnabled")
	return d
}

func dataDisk(disk any) DataDisk {
	at := func(path string) string { return text(document.At(disk, path)) }
	d := DataDisk{
		Caching: at("caching"), CreateOption: at("createOption"), DiskSizeGB: at("diskSizeGB"), IsSharedDisk: "false", IsUltraDisk: "false", LUN: at("lun"),
		ManagedDisk: ManagedDisk{at("managedDisk.id"), at("managedDisk.storageAccountType")}, Name: at("name"),
		WriteAcceleratorEnabled: flag(disk, "writeAcceleratorEnabled"),
	}
	d.Image.URI, d.VHD.URI = at("image.uri"), at("vhd.uri")
	if d.ManagedDisk.StorageAccountType == "UltraSSD_LRS" {
		d.IsUltraDisk = "true"
	}
	return d
}
