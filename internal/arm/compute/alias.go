package compute

// Alias is a short name of an image in the catalogue, in its newest version.
type Alias struct {
	// System is "Linux" or "Windows".
	Name, System, Publisher, Offer, SKU string
}

// Aliases are the short names of images: those that az has now, and older ones
// that its documentation used.
func Aliases() []Alias {
	return []Alias{
		{"CentOS", linux, "OpenLogic", "CentOS", "7.5"},
		{"CentOS85Gen2", linux, "OpenLogic", "CentOS", "8_5-gen2"},
		{"Debian", linux, "Debian", "debian-10", "10"},
		{"Debian11", linux, "Debian", "debian-11", "11-backports-gen2"},
		{"Flatcar", linux, "kinvolk", "flatcar-container-linux-free", "stable"},
		{"FlatcarLinuxFreeGen2", linux, "kinvolk", "flatcar-container-linux-free", "stable-gen2"},
		{"openSUSE-Leap", linux, "SUSE", "openSUSE-leap-15-3", "gen2"},
		{"OpenSuseLeap154Gen2", linux, "SUSE", "openSUSE-leap-15-4", "gen2"},
		{"RHEL", linux, "RedHat", "RHEL", "7-LVM"},
		{"RHELRaw8LVMGen2", linux, "RedHat", "RHEL", "8-lvm-gen2"},
		{"SLES", linux, "SUSE", "sles-15-sp3", "gen2"},
		{"SuseSles15SP3", linux, "SUSE", "sles-15-sp3", "gen2"},
		{"UbuntuLTS", linux, "Canonical", "UbuntuServer", "18.04-LTS"},
		{"Ubuntu2204", linux, "Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2"},
		{"Ubuntu2404", linux, "Canonical", "ubuntu-24_04-lts", "server"},
		{"Win2022Datacenter", windows, "MicrosoftWindowsServer", "WindowsServer", "2022-Datacenter"},
		{"Win2022AzureEditionCore", windows, "MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition-core"},
		{"Win2022AzureEdition", windows, "MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition"},
		{"Win2019Datacenter", windows, "MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter"},
		{"Win2016Datacenter", windows, "MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter"},
		{"Win2012R2Datacenter", windows, "MicrosoftWindowsServer", "WindowsServer", "2012-R2-Datacenter"},
		{"Win2012Datacenter", windows, "MicrosoftWindowsServer", "WindowsServer", "2012-Datacenter"},
		{"Win2008R2SP1", windows, "MicrosoftWindowsServer", "WindowsServer", "2008-R2-SP1"},
	}
}
