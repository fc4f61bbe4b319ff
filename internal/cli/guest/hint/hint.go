//go:build linux

package hint

import (
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// system is what is looked at to tell why namespaces are refused.
type system struct {
	// read reads a file of /proc, or "" where it is not there.
	read func(path string) string
	// exists reports whether a file is there.
	exists func(path string) bool
}

// Of is why the system probably refuses namespaces with an error, and how to allow
// them; "" where nobody knows.
func Of(err error) string { return thisSystem().hint(err) }

func thisSystem() system {
	return system{
		read: func(path string) string {
			text, err := os.ReadFile(path)
			if err != nil {
				return ""
			}
			return strings.TrimSpace(string(text))
		},
		exists: func(path string) bool {
			_, err := os.Stat(path)
			return err == nil
		},
	}
}

// hint is why an error probably came. The causes are told apart by the settings
// that belong to them; for the others there is only a guess.
func (s system) hint(err error) string {
	switch {
	case errors.Is(err, unix.ENOSPC), s.read("/proc/sys/user/max_user_namespaces") == "0":
		return "the system allows no more user namespaces: see the sysctl user.max_user_namespaces"
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return "the kernel has no user namespaces"
	case !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EACCES):
		return ""
	case s.read("/proc/sys/kernel/unprivileged_userns_clone") == "0":
		return "ordinary users may not make user namespaces: see the sysctl kernel.unprivileged_userns_clone"
	case s.read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
		return "AppArmor restricts user namespaces: see the sysctl kernel.apparmor_restrict_unprivileged_userns, or give azimuth a profile with the rule userns"
	case s.exists("/.dockerenv"), s.exists("/run/.containerenv"), s.read("/proc/sys/kernel/seccomp/actions_avail") != "" && strings.Contains(s.read("/proc/self/status"), "Seccomp:\t2"):
		return "a container's seccomp profile forbids user namespaces: run it with --security-opt seccomp=unconfined, or with a profile that allows clone, unshare, mount and sethostname"
	}
	return ""
}
