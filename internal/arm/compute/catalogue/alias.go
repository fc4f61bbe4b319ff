package catalogue

// Alias is a short name of an image in the catalogue, in its newest version.
type Alias struct {
	// System is "Linux" or "Windows".
	Name, System, Publisher, Offer, SKU string
}

// Aliases are the short names of images: those that az has now, and older ones
// that its documentation used.
func Aliases() []Alias {
	return []Alias{
		{"CentOS", Linux, "OpenLogic", "CentOS", "7.5"},
		{"CentOS85Gen2", Linux, "OpenLogic", "CentOS", "8_5-gen2"},
		{"Debian", Linux, "Debian", "debian-10", "10"},
		{"Debian11", Linux, "Debian", "debian-11", "11-backports-gen2"},
		{"Flatcar", Linux, "kinvolk", "flatcar-container-linux-free", "stable"},
		{"FlatcarLinuxFreeGen2", Linux, "kinvolk", "flatcar-container-linux-free", "stable-gen2"},
		{"openSUSE-Leap", Linux, "SUSE", "openSUSE-leap-15-3", "gen2"},
		{"OpenSuseLeap154Gen2", Linux, "SUSE", "openSUSE-leap-15-4", "gen2"},
		{"RHEL", Linux, "RedHat", "RHEL", "7-LVM"},
		{"RHELRaw8LVMGen2", Linux, "RedHat", "RHEL", "8-lvm-gen2"},
		{"SLES", Linux, "SUSE", "sles-15-sp3", "gen2"},
		{"SuseSles15SP3", Linux, "SUSE", "sles-15-sp3", "gen2"},
		{"UbuntuLTS", Linux, "Canonical", "UbuntuServer", "18.04-LTS"},
		{"Ubuntu2204", Linux, "Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2"},
		{"Ubuntu2404", Linux, "Canonical", "ubuntu-24_04-lts", "server"},
		{"Win2022Datacenter", Windows, "MicrosoftWindowsServer", "WindowsServer", "2022-Datacenter"},
		{"Win2022AzureEditionCore", Windows, "MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition-core"},
		{"Win2022AzureEdition", Windows, "MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition"},
		{"Win2019Datacenter", Windows, "MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter"},
		{"Win2016Datacenter", Windows, "MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter"},
		{"Win2012R2Datacenter", Windows, "MicrosoftWindowsServer", "WindowsServer", "2012-R2-Datacenter"},
		{"Win2012Datacenter", Windows, "MicrosoftWindowsServer", "WindowsServer", "2012-Datacenter"},
		{"Win2008R2SP1", Windows, "MicrosoftWindowsServer", "WindowsServer", "2008-R2-SP1"},
	}
}
