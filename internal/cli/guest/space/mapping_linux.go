package space

import (
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// mapping keeps a user or a group who he is. Root stays able to be all others that
// he may be here, which the file of this process's own mapping tells.
func mapping(own string, id int) []syscall.SysProcIDMap {
	if os.Geteuid() == 0 {
		if text, err := os.ReadFile(own); err == nil {
			return same(string(text))
		}
	}
	return []syscall.SysProcIDMap{{ContainerID: id, HostID: id, Size: 1}}
}

// same maps each range that a mapping has onto itself.
func same(own string) (all []syscall.SysProcIDMap) {
	fields := lean.Fields(own) // three a line
	for ; len(fields) >= 3; fields = fields[3:] {
		first, _ := lean.Atoi(fields[0]) // the kernel writes numbers
		size, _ := lean.Atoi(fields[2])
		all = append(all, syscall.SysProcIDMap{ContainerID: first, HostID: first, Size: size})
	}
	return all
}

// mayBeOthers reports whether processes keep the right to change their groups:
// root's do, where they have it here.
func mayBeOthers() bool {
	text, err := os.ReadFile("/proc/self/setgroups")
	return os.Geteuid() == 0 && err == nil && lean.HasPrefix(string(text), "allow")
}
