package catalogue

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/lazy"
)

// vmSize is a size of virtual machines: facts from Microsoft's "Sizes for
// virtual machines in Azure".
type vmSize struct {
	name, family string
	cores        int
	memoryMB     int
	scratchMB    int // the temporary disk
	disks        int // most data disks
	interfaces   int // most network interfaces
	premium      bool
	accelerated  bool // networking
	second       bool // runs images of generation 2 too
}

// findSize is the size of a name, in any case.
func findSize(name string) (vmSize, bool) {
	for _, s := range vmSizes {
		if strings.EqualFold(s.name, name) {
			return s, true
		}
	}
	return vmSize{}, false
}

// SizeNames are the names of the sizes that are listed.
func SizeNames() []string {
	names := make([]string, len(vmSizes))
	for i, s := range vmSizes {
		names[i] = s.name
	}
	return names
}

// premiumName is how the names of sizes say that they take premium storage: an
// "s" behind the number, or DS and GS before it.
var premiumName = lazy.NewPattern(`(?i)^[a-z]+_((DS|GS)\d|[A-Z]+[0-9-]+[a-z]*s)`)

// coresOf are how many cores machines of a size have; 0 where the size is not listed.
func coresOf(name string) int {
	size, _ := findSize(name)
	return size.cores
}

// isPremium reports whether machines of a size may have premium storage.
func isPremium(name string) bool {
	if size, ok := findSize(name); ok {
		return size.premium
	}
	return premiumName.MatchString(name)
}

// StorageFor is the kind of storage that a machine of this size gets unasked.
func StorageFor(size string) string {
	if isPremium(size) {
		return "Premium_LRS"
	}
	return "Standard_LRS"
}

// TierOf is the tier that a size's name begins with, or "".
func TierOf(size string) string {
	tier, _, ok := strings.Cut(size, "_")
	if !ok || tier != "Standard" && tier != "Basic" {
		return ""
	}
	return tier
}

// vmSizes are the sizes that are listed. Machines of any other size may be made too.
var vmSizes = []vmSize{
	{"Standard_A0", "standardA0_A7Family", 1, 768, 20480, 1, 2, false, false, false},
	{"Standard_A1", "standardA0_A7Family", 1, 1792, 71680, 2, 2, false, false, false},
	{"Standard_A2", "standardA0_A7Family", 2, 3584, 138240, 4, 2, false, false, false},
	{"Standard_A3", "standardA0_A7Family", 4, 7168, 291840, 8, 2, false, false, false},
	{"Standard_A4", "standardA0_A7Family", 8, 14336, 619520, 16, 4, false, false, false},
	{"Standard_A5", "standardA0_A7Family", 2, 14336, 138240, 4, 4, false, false, false},
	{"Standard_A6", "standardA0_A7Family", 4, 28672, 291840, 8, 4, false, false, false},
	{"Standard_A7", "standardA0_A7Family", 8, 57344, 619520, 16, 4, false, false, false},
	{"Basic_A0", "basicAFamily", 1, 768, 20480, 1, 2, false, false, false},
	{"Basic_A1", "basicAFamily", 1, 1792, 40960, 2, 2, false, false, false},
	{"Basic_A2", "basicAFamily", 2, 3584, 61440, 4, 2, false, false, false},
	{"Basic_A3", "basicAFamily", 4, 7168, 122880, 8, 2, false, false, false},
	{"Basic_A4", "basicAFamily", 8, 14336, 245760, 16, 2, false, false, false},
	{"Standard_A1_v2", "standardAv2Family", 1, 2048, 10240, 2, 2, false, false, false},
	{"Standard_A2_v2", "standardAv2Family", 2, 4096, 20480, 4, 2, false, false, false},
	{"Standard_A4_v2", "standardAv2Family", 4, 8192, 40960, 8, 4, false, false, false},
	{"Standard_A8_v2", "standardAv2Family", 8, 16384, 81920, 16, 8, false, false, false},
	{"Standard_A2m_v2", "standardAv2Family", 2, 16384, 20480, 4, 2, false, false, false},
	{"Standard_A4m_v2", "standardAv2Family", 4, 32768, 40960, 8, 4, false, false, false},
	{"Standard_A8m_v2", "standardAv2Family", 8, 65536, 81920, 16, 8, false, false, false},
	{"Standard_B1ls", "standardBSFamily", 1, 512, 4096, 2, 2, true, false, true},
	{"Standard_B1s", "standardBSFamily", 1, 1024, 4096, 2, 2, true, false, true},
	{"Standard_B1ms", "standardBSFamily", 1, 2048, 4096, 2, 2, true, false, true},
	{"Standard_B2s", "standardBSFamily", 2, 4096, 8192, 4, 3, true, false, true},
	{"Standard_B2ms", "standardBSFamily", 2, 8192, 16384, 4, 3, true, false, true},
	{"Standard_B4ms", "standardBSFamily", 4, 16384, 32768, 8, 4, true, false, true},
	{"Standard_B8ms", "standardBSFamily", 8, 32768, 65536, 16, 4, true, false, true},
	{"Standard_B12ms", "standardBSFamily", 12, 49152, 98304, 16, 6, true, false, true},
	{"Standard_B16ms", "standardBSFamily", 16, 65536, 131072, 32, 8, true, false, true},
	{"Standard_B20ms", "standardBSFamily", 20, 81920, 163840, 32, 8, true, false, true},
	{"Standard_B2ts_v2", "standardBsv2Family", 2, 1024, 0, 4, 2, true, true, true},
	{"Standard_B2ls_v2", "standardBsv2Family", 2, 4096, 0, 4, 2, true, true, true},
	{"Standard_B2s_v2", "standardBsv2Family", 2, 8192, 0, 4, 2, true, true, true},
	{"Standard_B4ls_v2", "standardBsv2Family", 4, 8192, 0, 8, 2, true, true, true},
	{"Standard_B4s_v2", "standardBsv2Family", 4, 16384, 0, 8, 2, true, true, true},
	{"Standard_B8ls_v2", "standardBsv2Family", 8, 16384, 0, 16, 2, true, true, true},
	{"Standard_B8s_v2", "standardBsv2Family", 8, 32768, 0, 16, 2, true, true, true},
	{"Standard_B16ls_v2", "standardBsv2Family", 16, 32768, 0, 32, 4, true, true, true},
	{"Standard_B16s_v2", "standardBsv2Family", 16, 65536, 0, 32, 4, true, true, true},
	{"Standard_D1", "standardDFamily", 1, 3584, 51200, 4, 2, false, false, false},
	{"Standard_D2", "standardDFamily", 2, 7168, 102400, 8, 2, false, false, false},
	{"Standard_D3", "standardDFamily", 4, 14336, 204800, 16, 4, false, false, false},
	{"Standard_D4", "standardDFamily", 8, 28672, 409600, 32, 8, false, false, false},
	{"Standard_D11", "standardDFamily", 2, 14336, 102400, 8, 2, false, false, false},
	{"Standard_D12", "standardDFamily", 4, 28672, 204800, 16, 4, false, false, false},
	{"Standard_D13", "standardDFamily", 8, 57344, 409600, 32, 8, false, false, false},
	{"Standard_D14", "standardDFamily", 16, 114688, 819200, 64, 8, false, false, false},
	{"Standard_D1_v2", "standardDv2Family", 1, 3584, 51200, 4, 2, false, false, false},
	{"Standard_D2_v2", "standardDv2Family", 2, 7168, 102400, 8, 2, false, true, false},
	{"Standard_D3_v2", "standardDv2Family", 4, 14336, 204800, 16, 4, false, true, false},
	{"Standard_D4_v2", "standardDv2Family", 8, 28672, 409600, 32, 8, false, true, false},
	{"Standard_D5_v2", "standardDv2Family", 16, 57344, 819200, 64, 8, false, true, false},
	{"Standard_D11_v2", "standardDv2Family", 2, 14336, 102400, 8, 2, false, true, false},
	{"Standard_D12_v2", "standardDv2Family", 4, 28672, 204800, 16, 4, false, true, false},
	{"Standard_D13_v2", "standardDv2Family", 8, 57344, 409600, 32, 8, false, true, false},
	{"Standard_D14_v2", "standardDv2Family", 16, 114688, 819200, 64, 8, false, true, false},
	{"Standard_DS1", "standardDSFamily", 1, 3584, 7168, 4, 2, true, false, false},
	{"Standard_DS2", "standardDSFamily", 2, 7168, 14336, 8, 2, true, false, false},
	{"Standard_DS3", "standardDSFamily", 4, 14336, 28672, 16, 4, true, false, false},
	{"Standard_DS4", "standardDSFamily", 8, 28672, 57344, 32, 8, true, false, false},
	{"Standard_DS1_v2", "standardDSv2Family", 1, 3584, 7168, 4, 2, true, false, true},
	{"Standard_DS2_v2", "standardDSv2Family", 2, 7168, 14336, 8, 2, true, true, true},
	{"Standard_DS3_v2", "standardDSv2Family", 4, 14336, 28672, 16, 4, true, true, true},
	{"Standard_DS4_v2", "standardDSv2Family", 8, 28672, 57344, 32, 8, true, true, true},
	{"Standard_DS5_v2", "standardDSv2Family", 16, 57344, 114688, 64, 8, true, true, true},
	{"Standard_DS11_v2", "standardDSv2Family", 2, 14336, 28672, 8, 2, true, true, true},
	{"Standard_DS12_v2", "standardDSv2Family", 4, 28672, 57344, 16, 4, true, true, true},
	{"Standard_DS13_v2", "standardDSv2Family", 8, 57344, 114688, 32, 8, true, true, true},
	{"Standard_DS14_v2", "standardDSv2Family", 16, 114688, 229376, 64, 8, true, true, true},
	{"Standard_D2_v3", "standardDv3Family", 2, 8192, 51200, 4, 2, false, true, false},
	{"Standard_D4_v3", "standardDv3Family", 4, 16384, 102400, 8, 2, false, true, false},
	{"Standard_D8_v3", "standardDv3Family", 8, 32768, 204800, 16, 4, false, true, false},
	{"Standard_D16_v3", "standardDv3Family", 16, 65536, 409600, 32, 8, false, true, false},
	{"Standard_D32_v3", "standardDv3Family", 32, 131072, 819200, 32, 8, false, true, false},
	{"Standard_D48_v3", "standardDv3Family", 48, 196608, 1228800, 32, 8, false, true, false},
	{"Standard_D64_v3", "standardDv3Family", 64, 262144, 1638400, 32, 8, false, true, false},
	{"Standard_D2s_v3", "standardDSv3Family", 2, 8192, 16384, 4, 2, true, true, true},
	{"Standard_D4s_v3", "standardDSv3Family", 4, 16384, 32768, 8, 2, true, true, true},
	{"Standard_D8s_v3", "standardDSv3Family", 8, 32768, 65536, 16, 4, true, true, true},
	{"Standard_D16s_v3", "standardDSv3Family", 16, 65536, 131072, 32, 8, true, true, true},
	{"Standard_D32s_v3", "standardDSv3Family", 32, 131072, 262144, 32, 8, true, true, true},
	{"Standard_D48s_v3", "standardDSv3Family", 48, 196608, 393216, 32, 8, true, true, true},
	{"Standard_D64s_v3", "standardDSv3Family", 64, 262144, 524288, 32, 8, true, true, true},
	{"Standard_D2_v4", "standardDv4Family", 2, 8192, 0, 4, 2, false, true, true},
	{"Standard_D4_v4", "standardDv4Family", 4, 16384, 0, 8, 2, false, true, true},
	{"Standard_D8_v4", "standardDv4Family", 8, 32768, 0, 16, 4, false, true, true},
	{"Standard_D16_v4", "standardDv4Family", 16, 65536, 0, 32, 8, false, true, true},
	{"Standard_D32_v4", "standardDv4Family", 32, 131072, 0, 32, 8, false, true, true},
	{"Standard_D48_v4", "standardDv4Family", 48, 196608, 0, 32, 8, false, true, true},
	{"Standard_D64_v4", "standardDv4Family", 64, 262144, 0, 32, 8, false, true, true},
	{"Standard_D2s_v4", "standardDSv4Family", 2, 8192, 0, 4, 2, true, true, true},
	{"Standard_D4s_v4", "standardDSv4Family", 4, 16384, 0, 8, 2, true, true, true},
	{"Standard_D8s_v4", "standardDSv4Family", 8, 32768, 0, 16, 4, true, true, true},
	{"Standard_D16s_v4", "standardDSv4Family", 16, 65536, 0, 32, 8, true, true, true},
	{"Standard_D32s_v4", "standardDSv4Family", 32, 131072, 0, 32, 8, true, true, true},
	{"Standard_D48s_v4", "standardDSv4Family", 48, 196608, 0, 32, 8, true, true, true},
	{"Standard_D64s_v4", "standardDSv4Family", 64, 262144, 0, 32, 8, true, true, true},
	{"Standard_D2s_v5", "standardDSv5Family", 2, 8192, 0, 4, 2, true, true, true},
	{"Standard_D4s_v5", "standardDSv5Family", 4, 16384, 0, 8, 2, true, true, true},
	{"Standard_D8s_v5", "standardDSv5Family", 8, 32768, 0, 16, 4, true, true, true},
	{"Standard_D16s_v5", "standardDSv5Family", 16, 65536, 0, 32, 8, true, true, true},
	{"Standard_D32s_v5", "standardDSv5Family", 32, 131072, 0, 32, 8, true, true, true},
	{"Standard_D48s_v5", "standardDSv5Family", 48, 196608, 0, 32, 8, true, true, true},
	{"Standard_D64s_v5", "standardDSv5Family", 64, 262144, 0, 32, 8, true, true, true},
	{"Standard_D96s_v5", "standardDSv5Family", 96, 393216, 0, 32, 8, true, true, true},
	{"Standard_D2ds_v5", "standardDDSv5Family", 2, 8192, 76800, 4, 2, true, true, true},
	{"Standard_D4ds_v5", "standardDDSv5Family", 4, 16384, 153600, 8, 2, true, true, true},
	{"Standard_D8ds_v5", "standardDDSv5Family", 8, 32768, 307200, 16, 4, true, true, true},
	{"Standard_D16ds_v5", "standardDDSv5Family", 16, 65536, 614400, 32, 8, true, true, true},
	{"Standard_D32ds_v5", "standardDDSv5Family", 32, 131072, 1228800, 32, 8, true, true, true},
	{"Standard_D2as_v5", "standardDASv5Family", 2, 8192, 0, 4, 2, true, true, true},
	{"Standard_D4as_v5", "standardDASv5Family", 4, 16384, 0, 8, 2, true, true, true},
	{"Standard_D8as_v5", "standardDASv5Family", 8, 32768, 0, 16, 4, true, true, true},
	{"Standard_D16as_v5", "standardDASv5Family", 16, 65536, 0, 32, 8, true, true, true},
	{"Standard_D32as_v5", "standardDASv5Family", 32, 131072, 0, 32, 8, true, true, true},
	{"Standard_D48as_v5", "standardDASv5Family", 48, 196608, 0, 32, 8, true, true, true},
	{"Standard_D64as_v5", "standardDASv5Family", 64, 262144, 0, 32, 8, true, true, true},
	{"Standard_D96as_v5", "standardDASv5Family", 96, 393216, 0, 32, 8, true, true, true},
	{"Standard_E2_v3", "standardEv3Family", 2, 16384, 51200, 4, 2, false, true, false},
	{"Standard_E4_v3", "standardEv3Family", 4, 32768, 102400, 8, 2, false, true, false},
	{"Standard_E8_v3", "standardEv3Family", 8, 65536, 204800, 16, 4, false, true, false},
	{"Standard_E16_v3", "standardEv3Family", 16, 131072, 409600, 32, 8, false, true, false},
	{"Standard_E20_v3", "standardEv3Family", 20, 163840, 512000, 32, 8, false, true, false},
	{"Standard_E32_v3", "standardEv3Family", 32, 262144, 819200, 32, 8, false, true, false},
	{"Standard_E48_v3", "standardEv3Family", 48, 393216, 1228800, 32, 8, false, true, false},
	{"Standard_E64_v3", "standardEv3Family", 64, 524288, 1638400, 32, 8, false, true, false},
	{"Standard_E2s_v3", "standardESv3Family", 2, 16384, 32768, 4, 2, true, true, true},
	{"Standard_E4s_v3", "standardESv3Family", 4, 32768, 65536, 8, 2, true, true, true},
	{"Standard_E8s_v3", "standardESv3Family", 8, 65536, 131072, 16, 4, true, true, true},
	{"Standard_E16s_v3", "standardESv3Family", 16, 131072, 262144, 32, 8, true, true, true},
	{"Standard_E20s_v3", "standardESv3Family", 20, 163840, 327680, 32, 8, true, true, true},
	{"Standard_E32s_v3", "standardESv3Family", 32, 262144, 524288, 32, 8, true, true, true},
	{"Standard_E48s_v3", "standardESv3Family", 48, 393216, 786432, 32, 8, true, true, true},
	{"Standard_E64s_v3", "standardESv3Family", 64, 524288, 1048576, 32, 8, true, true, true},
	{"Standard_E2s_v5", "standardESv5Family", 2, 16384, 0, 4, 2, true, true, true},
	{"Standard_E4s_v5", "standardESv5Family", 4, 32768, 0, 8, 2, true, true, true},
	{"Standard_E8s_v5", "standardESv5Family", 8, 65536, 0, 16, 4, true, true, true},
	{"Standard_E16s_v5", "standardESv5Family", 16, 131072, 0, 32, 8, true, true, true},
	{"Standard_E20s_v5", "standardESv5Family", 20, 163840, 0, 32, 8, true, true, true},
	{"Standard_E32s_v5", "standardESv5Family", 32, 262144, 0, 32, 8, true, true, true},
	{"Standard_E48s_v5", "standardESv5Family", 48, 393216, 0, 32, 8, true, true, true},
	{"Standard_E64s_v5", "standardESv5Family", 64, 524288, 0, 32, 8, true, true, true},
	{"Standard_E96s_v5", "standardESv5Family", 96, 786432, 0, 32, 8, true, true, true},
	{"Standard_F1", "standardFFamily", 1, 2048, 16384, 4, 2, false, false, false},
	{"Standard_F1s", "standardFSFamily", 1, 2048, 4096, 4, 2, true, false, true},
	{"Standard_F2", "standardFFamily", 2, 4096, 32768, 8, 2, false, true, false},
	{"Standard_F2s", "standardFSFamily", 2, 4096, 8192, 8, 2, true, true, true},
	{"Standard_F4", "standardFFamily", 4, 8192, 65536, 16, 4, false, true, false},
	{"Standard_F4s", "standardFSFamily", 4, 8192, 16384, 16, 4, true, true, true},
	{"Standard_F8", "standardFFamily", 8, 16384, 131072, 32, 8, false, true, false},
	{"Standard_F8s", "standardFSFamily", 8, 16384, 32768, 32, 8, true, true, true},
	{"Standard_F16", "standardFFamily", 16, 32768, 262144, 64, 8, false, true, false},
	{"Standard_F16s", "standardFSFamily", 16, 32768, 65536, 64, 8, true, true, true},
	{"Standard_F2s_v2", "standardFSv2Family", 2, 4096, 16384, 4, 2, true, true, true},
	{"Standard_F4s_v2", "standardFSv2Family", 4, 8192, 32768, 8, 2, true, true, true},
	{"Standard_F8s_v2", "standardFSv2Family", 8, 16384, 65536, 16, 4, true, true, true},
	{"Standard_F16s_v2", "standardFSv2Family", 16, 32768, 131072, 32, 8, true, true, true},
	{"Standard_F32s_v2", "standardFSv2Family", 32, 65536, 262144, 32, 8, true, true, true},
	{"Standard_F48s_v2", "standardFSv2Family", 48, 98304, 393216, 32, 8, true, true, true},
	{"Standard_F64s_v2", "standardFSv2Family", 64, 131072, 524288, 32, 8, true, true, true},
	{"Standard_G1", "standardGFamily", 2, 28672, 393216, 8, 2, false, false, false},
	{"Standard_G2", "standardGFamily", 4, 57344, 786432, 16, 2, false, false, false},
	{"Standard_G3", "standardGFamily", 8, 114688, 1572864, 32, 4, false, false, false},
	{"Standard_G4", "standardGFamily", 16, 229376, 3145728, 64, 8, false, false, false},
	{"Standard_G5", "standardGFamily", 32, 458752, 6291456, 64, 8, false, false, false},
	{"Standard_GS1", "standardGSFamily", 2, 28672, 57344, 8, 2, true, false, false},
	{"Standard_GS2", "standardGSFamily", 4, 57344, 114688, 16, 2, true, false, false},
	{"Standard_GS3", "standardGSFamily", 8, 114688, 229376, 32, 4, true, false, false},
	{"Standard_GS4", "standardGSFamily", 16, 229376, 458752, 64, 8, true, false, false},
	{"Standard_GS5", "standardGSFamily", 32, 458752, 917504, 64, 8, true, false, false},
	{"Standard_M64s", "standardMSFamily", 64, 1048576, 2097152, 64, 8, true, true, true},
	{"Standard_M128s", "standardMSFamily", 128, 2097152, 4194304, 64, 8, true, true, true},
	{"Standard_NV12s_v3", "standardNVSv3Family", 12, 114688, 327680, 12, 4, true, true, true},
	{"Standard_NV24s_v3", "standardNVSv3Family", 24, 229376, 655360, 24, 8, true, true, true},
	{"Standard_NV48s_v3", "standardNVSv3Family", 48, 458752, 1310720, 32, 8, true, true, true},
	{"Standard_NC4as_T4_v3", "standardNCASv3_T4Family", 4, 28672, 180224, 8, 2, true, true, true},
	{"Standard_NC8as_T4_v3", "standardNCASv3_T4Family", 8, 57344, 360448, 16, 4, true, true, true},
	{"Standard_NC16as_T4_v3", "standardNCASv3_T4Family", 16, 112640, 360448, 32, 8, true, true, true},
}
