//go:build linux && (amd64 || arm64)

package space

// The numbers of the kernel that the package syscall does not know.
const (
	capabilityVersion3 = 0x20080522 // _LINUX_CAPABILITY_VERSION_3
	lastCapability     = 63         // more than any kernel has
	capabilityDrop     = 24         // PR_CAPBSET_DROP

	neighbourAddress  = 1    // NDA_DST
	neighbourHardware = 2    // NDA_LLADDR
	neighbourSize     = 12   // sizeof(struct ndmsg)
	neighbourStays    = 0x80 // NUD_PERMANENT

	infoKind = 1 // IFLA_INFO_KIND
	infoData = 2 // IFLA_INFO_DATA
	infoPeer = 1 // VETH_INFO_PEER

	addressAtOnce = 0x02 // IFA_F_NODAD

	ignoreOutgoing = 23 // PACKET_IGNORE_OUTGOING

	onlyNamed = 0x200000 // O_PATH
)
