package catalogue

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// platformImage is an image of the marketplace that clients name.
type platformImage struct {
	publisher, offer, sku string
	system                string   // Linux or windows
	generation            string   // of Hyper-V: "V1" or "V2"
	sizeGB                int      // of the disk that is made from it
	name, release         string   // as the guest agent calls the system
	extraMB               int      // of that disk, beyond its GB
	nvme                  bool     // runs with such disk controllers too
	upgrades              bool     // scale sets may follow its versions by themselves
	versions              []string // oldest first
}

// latest is the version that "latest" stands for.
func (i platformImage) latest() string { return i.versions[len(i.versions)-1] }

// findImage is the image that an imageReference names, if it is in the catalogue.
func findImage(reference any) (platformImage, bool) {
	publisher, offer, sku := document.String(reference, "publisher"), document.String(reference, "offer"), document.String(reference, "sku")
	i := slices.IndexFunc(platformImages, func(i platformImage) bool { return i.is(publisher, offer, sku) })
	if i < 0 {
		return platformImage{}, false
	}
	return platformImages[i], true
}

// findImageOf is the image that a machine's profile is made from, likewise.
func findImageOf(properties any) (platformImage, bool) {
	return findImage(document.At(properties, "storageProfile.imageReference"))
}

func (i platformImage) is(publisher, offer, sku string) bool {
	return strings.EqualFold(i.publisher, publisher) && strings.EqualFold(i.offer, offer) && strings.EqualFold(i.sku, sku)
}

// FillExactVersion fills in which version of the image "latest" came to.
func FillExactVersion(properties map[string]any) {
	reference, ok := document.At(properties, "storageProfile.imageReference").(map[string]any)
	version := document.String(reference, "version")
	if !ok || version == "" {
		return
	}
	if image, found := findImage(reference); version == "latest" && found {
		version = image.latest()
	}
	if version != "latest" {
		document.Default(reference, "exactVersion", version)
	}
}

// GenerationOf is the generation of Hyper-V for which a machine's image is made.
func GenerationOf(properties any) string {
	if image, ok := findImageOf(properties); ok {
		return image.generation
	}
	return "V1"
}

// ImageID is the id of the version of an image that a reference names; "" for
// what is not in the catalogue.
func ImageID(subscription, location string, reference any) string {
	i, ok := findImage(reference)
	if !ok {
		return ""
	}
	version := document.String(reference, "exactVersion")
	return "/Subscriptions/" + subscription + "/Providers/Microsoft.Compute/Locations/" + location + "/Publishers/" + i.publisher +
		"/ArtifactTypes/VMImage/Offers/" + i.offer + "/Skus/" + i.sku + "/Versions/" + version
}

// platformImages is the catalogue: the images behind the short names of the
// Azure CLI, old and new, and those that the public quickstart templates name. A
// machine may be made from any other image too; what it is, is guessed then.
var platformImages = []platformImage{
	{"Canonical", "UbuntuServer", "14.04.5-LTS", Linux, "V1", 30, "ubuntu", "14.04", 1, false, true, []string{"14.04.201905140"}},
	{"Canonical", "UbuntuServer", "16.04-LTS", Linux, "V1", 30, "ubuntu", "16.04", 1, false, true, []string{"16.04.202109280"}},
	{"Canonical", "UbuntuServer", "16.04.0-LTS", Linux, "V1", 30, "ubuntu", "16.04", 1, false, true, []string{"16.04.202109280"}},
	{"Canonical", "UbuntuServer", "18.04-LTS", Linux, "V1", 30, "ubuntu", "18.04", 1, true, true, []string{"18.04.202101290", "18.04.202203080", "18.04.202301010", "18.04.202401161"}},
	{"Canonical", "UbuntuServer", "18_04-lts-gen2", Linux, "V2", 30, "ubuntu", "18.04", 0, true, true, []string{"18.04.202401161"}},
	{"Canonical", "0001-com-ubuntu-server-focal", "20_04-lts", Linux, "V1", 30, "ubuntu", "20.04", 0, false, false, []string{"20.04.202505200"}},
	{"Canonical", "0001-com-ubuntu-server-focal", "20_04-lts-gen2", Linux, "V2", 30, "ubuntu", "20.04", 0, true, false, []string{"20.04.202505200"}},
	{"Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts", Linux, "V1", 30, "ubuntu", "22.04", 0, false, false, []string{"22.04.202410020"}},
	{"Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2", Linux, "V2", 30, "ubuntu", "22.04", 0, true, false, []string{"22.04.202410020"}},
	{"Canonical", "0001-com-ubuntu-server-lunar", "23_04-gen2", Linux, "V2", 30, "ubuntu", "23.04", 0, true, false, []string{"23.04.202401230"}},
	{"Canonical", "0001-com-ubuntu-server-lunar-daily", "23_04-daily-gen2", Linux, "V2", 30, "ubuntu", "23.04", 0, true, false, []string{"23.04.202401250"}},
	{"Canonical", "ubuntu-24_04-lts", "server", Linux, "V2", 30, "ubuntu", "24.04", 0, true, false, []string{"24.04.202410040"}},
	{"Canonical", "ubuntu-24_04-lts", "server-gen1", Linux, "V1", 30, "ubuntu", "24.04", 0, false, false, []string{"24.04.202410040"}},
	{"credativ", "Debian", "8", Linux, "V1", 30, "debian", "8.11", 0, false, false, []string{"8.0.201901221"}},
	{"Debian", "debian-10", "10", Linux, "V1", 30, "debian", "10.13", 0, false, false, []string{"0.20220911.1135", "0.20230802.1460"}},
	{"Debian", "debian-10", "10-gen2", Linux, "V2", 30, "debian", "10.13", 0, true, false, []string{"0.20230802.1460"}},
	{"Debian", "debian-11", "11", Linux, "V1", 30, "debian", "11", 0, false, false, []string{"0.20241004.1890"}},
	{"Debian", "debian-11", "11-backports-gen2", Linux, "V2", 30, "debian", "11", 0, true, false, []string{"0.20241004.1890"}},
	{"Debian", "debian-12", "12-gen2", Linux, "V2", 30, "debian", "12", 0, true, false, []string{"0.20241004.1890"}},
	{"CoreOS", "CoreOS", "Stable", Linux, "V1", 30, "coreos", "2345", 0, false, false, []string{"2345.3.0"}},
	{"kinvolk", "flatcar-container-linux-free", "stable", Linux, "V1", 30, "flatcar", "3975", 0, false, false, []string{"3975.2.2"}},
	{"kinvolk", "flatcar-container-linux-free", "stable-gen2", Linux, "V2", 30, "flatcar", "3975", 0, true, false, []string{"3975.2.2"}},
	{"OpenLogic", "CentOS", "6.9", Linux, "V1", 30, "centos", "6.9", 0, false, false, []string{"6.9.20180530"}},
	{"OpenLogic", "CentOS", "6.10", Linux, "V1", 30, "centos", "6.10", 0, false, false, []string{"6.10.2020112400"}},
	{"OpenLogic", "CentOS", "7.3", Linux, "V1", 30, "centos", "7.3", 0, false, false, []string{"7.3.20170925"}},
	{"OpenLogic", "CentOS", "7.4", Linux, "V1", 30, "centos", "7.4", 0, false, false, []string{"7.4.20200220"}},
	{"OpenLogic", "CentOS", "7.5", Linux, "V1", 30, "centos", "7.5", 0, false, false, []string{"7.5.20200220"}},
	{"OpenLogic", "CentOS", "8_5-gen2", Linux, "V2", 30, "centos", "8.5", 0, true, false, []string{"8.5.2022101401"}},
	{"openSUSE", "openSUSE-Leap", "42.3", Linux, "V1", 30, "opensuse", "42.3", 0, false, false, []string{"2020.03.20"}},
	{"SUSE", "openSUSE-leap-15-3", "gen2", Linux, "V2", 30, "opensuse", "15.3", 0, true, false, []string{"2023.05.03"}},
	{"SUSE", "openSUSE-leap-15-4", "gen2", Linux, "V2", 30, "opensuse", "15.4", 0, true, false, []string{"2024.02.05"}},
	{"SUSE", "SLES", "15", Linux, "V1", 30, "sles", "15", 0, false, false, []string{"2020.06.10"}},
	{"SUSE", "sles-15-sp3", "gen2", Linux, "V2", 30, "sles", "15.3", 0, true, false, []string{"2024.01.31"}},
	{"SUSE", "SLES-15-SP2", "gen2", Linux, "V2", 30, "sles", "15.2", 0, true, false, []string{"2021.12.17"}},
	{"SUSE", "SLES-SAP", "12-SP3", Linux, "V1", 30, "sles", "12.3", 0, false, false, []string{"2020.06.10"}},
	{"SUSE", "SLES-SAP-BYOS", "12-SP3", Linux, "V1", 30, "sles", "12.3", 0, false, false, []string{"2020.06.10"}},
	{"RedHat", "RHEL", "7-LVM", Linux, "V1", 64, "redhat", "7.9", 0, false, false, []string{"7.9.2023032012"}},
	{"RedHat", "RHEL", "7_8", Linux, "V1", 64, "redhat", "7.8", 0, false, false, []string{"7.8.2021051701"}},
	{"RedHat", "RHEL", "8_2", Linux, "V1", 64, "redhat", "8.2", 0, false, false, []string{"8.2.2023062008"}},
	{"RedHat", "RHEL", "8-lvm-gen2", Linux, "V2", 64, "redhat", "8.10", 0, true, false, []string{"8.10.2024052209"}},
	{"RedHat", "rhel-raw", "8_raw_gen2", Linux, "V2", 32, "redhat", "8.10", 0, true, false, []string{"8.10.2024052209"}},
	{"Oracle", "Oracle-Linux", "83-gen2", Linux, "V2", 30, "oracle", "8.3", 0, true, false, []string{"8.3.1"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2008-R2-SP1", Windows, "V1", 128, "Windows Server 2008 R2 Datacenter", "6.1.7601", 0, false, true, []string{"2.127.20170406", "7601.24398.190208"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2012-Datacenter", Windows, "V1", 127, "Windows Server 2012 Datacenter", "6.2.9200", 0, false, true, []string{"9200.24523.231004"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2012-R2-Datacenter", Windows, "V1", 127, "Windows Server 2012 R2 Datacenter", "6.3.9600", 2, false, true, []string{"9600.21503.230802"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter", Windows, "V1", 127, "Windows Server 2016 Datacenter", "10.0.14393", 0, false, true, []string{"14393.7336.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2016-datacenter-gensecond", Windows, "V2", 127, "Windows Server 2016 Datacenter", "10.0.14393", 0, true, false, []string{"14393.7336.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", Windows, "V1", 127, "Windows Server 2019 Datacenter", "10.0.17763", 0, false, true, []string{"17763.6293.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2019-datacenter-gensecond", Windows, "V2", 127, "Windows Server 2019 Datacenter", "10.0.17763", 0, true, false, []string{"17763.6293.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2022-Datacenter", Windows, "V1", 127, "Windows Server 2022 Datacenter", "10.0.20348", 0, false, true, []string{"20348.2700.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-g2", Windows, "V2", 127, "Windows Server 2022 Datacenter", "10.0.20348", 0, true, false, []string{"20348.2159.231202"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition", Windows, "V2", 127, "Windows Server 2022 Datacenter Azure Edition", "10.0.20348", 0, true, false, []string{"20348.2700.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition-core", Windows, "V2", 127, "Windows Server 2022 Datacenter Azure Edition", "10.0.20348", 0, true, false, []string{"20348.2700.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-smalldisk-g2", Windows, "V2", 30, "Windows Server 2022 Datacenter", "10.0.20348", 0, true, false, []string{"20348.2700.240905"}},
	{"MicrosoftWindowsServer", "WindowsServer", "2025-datacenter-azure-edition", Windows, "V2", 127, "Windows Server 2025 Datacenter Azure Edition", "10.0.26100", 0, true, false, []string{"26100.2033.241004"}},
	{"MicrosoftWindowsDesktop", "Windows-10", "20h2-pro", Windows, "V1", 127, "Windows 10 Pro", "10.0.19042", 0, false, false, []string{"19042.1826.220706"}},
	{"MicrosoftWindowsDesktop", "Windows-10", "win10-22h2-pro", Windows, "V1", 127, "Windows 10 Pro", "10.0.19045", 0, false, false, []string{"19045.4894.240911"}},
	{"MicrosoftWindowsDesktop", "Windows-10", "win10-22h2-pro-g2", Windows, "V2", 127, "Windows 10 Pro", "10.0.19045", 0, true, false, []string{"19045.4894.240911"}},
	{"MicrosoftWindowsDesktop", "windows-11", "win11-23h2-pro", Windows, "V2", 127, "Windows 11 Pro", "10.0.22631", 0, true, false, []string{"22631.4169.240911"}},
	{"MicrosoftVisualStudio", "visualstudio2019latest", "vs-2019-comm-latest-ws2019", Windows, "V1", 127, "Windows Server 2019 Datacenter", "10.0.17763", 0, false, false, []string{"2024.09.11"}},
	{"MicrosoftSQLServer", "SQL2019-WS2019", "Standard", Windows, "V1", 127, "Windows Server 2019 Datacenter", "10.0.17763", 0, false, false, []string{"15.0.240910"}},
	{"microsoft-dsvm", "dsvm-win-2019", "server-2019", Windows, "V1", 127, "Windows Server 2019 Datacenter", "10.0.17763", 0, false, false, []string{"24.09.09"}},
}
