//go:build linux

package hint_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/azimuthid/azimuth/internal/cli/guest/hint"
)

// The systems that refuse namespaces, by the errors and files that they show.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const seccomp = "Name:\tazimuth\nSeccomp:\t2\n"
	for _, test := range []struct {
		name  string
		files map[string]string
		err   error
		want  string // in the hint; "" for no hint
	}{
		{"Ubuntu's AppArmor rule", map[string]string{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1"}, unix.EACCES, "AppArmor"},
		{"Debian's switch", map[string]string{"/proc/sys/kernel/unprivileged_userns_clone": "0"}, unix.EPERM, "unprivileged_userns_clone"},
		{"Docker's seccomp profile", map[string]string{"/.dockerenv": ""}, unix.EPERM, "seccomp=unconfined"},
		{"Podman's", map[string]string{"/run/.containerenv": ""}, unix.EPERM, "seccomp=unconfined"},
		{"another container's", map[string]string{"/proc/sys/kernel/seccomp/actions_avail": "kill errno", "/proc/self/status": seccomp}, unix.EPERM, "seccomp=unconfined"},
		{"none left", nil, unix.ENOSPC, "max_user_namespaces"},
		{"none allowed", map[string]string{"/proc/sys/user/max_user_namespaces": "0"}, unix.EPERM, "max_user_namespaces"},
		{"a kernel without", nil, unix.EINVAL, "no user namespaces"},
		{"nobody knows why", nil, unix.EPERM, ""},
		{"no error of the system", nil, errors.New("broken"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := hint.NewSystem(test.files).Of(fmt.Errorf("fork: %w", test.err))
			if !strings.Contains(got, test.want) || test.want == "" && got != "" {
				t.Errorf("the hint is %q", got)
			}
		})
	}
}
