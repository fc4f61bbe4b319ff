//go:build linux && (amd64 || arm64)

package space

import (
	"errors"
	"os"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// mapUsers keeps users and groups who they are, in the namespace of the process whose
// folder in /proc is given.
func mapUsers(process string) error {
	own := "/proc/self"
	groups := "deny" // without that an ordinary user may not map his group
	if mayBeOthers() {
		groups = "allow"
	}
	return errors.Join(
		write(process+"/setgroups", groups),
		write(process+"/uid_map", mapping(own+"/uid_map", os.Getuid())),
		write(process+"/gid_map", mapping(own+"/gid_map", os.Getgid())),
	)
}

// write writes a file of /proc, at once.
func write(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// mapping keeps a user or a group who he is. Root stays able to be all others that
// he may be here, which the file of this process's own mapping tells.
func mapping(own string, id int) string {
	if os.Geteuid() == 0 {
		if text, err := os.ReadFile(own); err == nil {
			return same(string(text))
		}
	}
	return lean.Itoa(id) + " " + lean.Itoa(id) + " 1\n"
}

// same maps each range that a mapping has onto itself.
func same(own string) (all string) {
	fields := lean.Fields(own) // three a line
	for ; len(fields) >= 3; fields = fields[3:] {
		all += fields[0] + " " + fields[0] + " " + fields[2] + "\n"
	}
	return all
}

// mayBeOthers reports whether processes keep the right to change their groups:
// root's do, where they have it here.
func mayBeOthers() bool {
	text, err := os.ReadFile("/proc/self/setgroups")
	return os.Geteuid() == 0 && err == nil && lean.HasPrefix(string(text), "allow")
}
