package exec_test

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// Where a system refuses namespaces, programs find their machine's identity through
// their environment, and it is said why; who demands namespaces is told what to do.
func TestRefusedNamespaces(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.exec(t, "--vm", "app", "--create", "--", "true")
	for _, system := range []struct {
		name, refused string
	}{
		{"docker", "making the machine's namespaces: operation not permitted (a container's seccomp profile forbids user namespaces: run it with --security-opt seccomp=unconfined"},
		{"apparmor", "keeping mounts to itself: permission denied ("},
		{"bounds", "giving up capabilities: operation not permitted ("},
	} {
		run := func(t *testing.T, args ...string) (out, said string, status int) {
			t.Helper()
			command := s.command(t, args...)
			command.Path, command.Args = built("confine"), append([]string{"confine", system.name, command.Path}, command.Args[1:]...)
			var stdout, stderr bytes.Buffer
			command.Stdout, command.Stderr = &stdout, &stderr
			if err := command.Run(); err != nil {
				exit, ok := errors.AsType[*exec.ExitError](err)
				if !ok {
					t.Fatal(err)
				}
				status = exit.ExitCode()
			}
			return stdout.String(), stderr.String(), status
		}
		t.Run(system.name, func(t *testing.T) {
			t.Parallel()
			for _, client := range []asker{{"curl", curlByVariables}, {"azidentity for Go", goClient}} {
				token, said, status := run(t, append([]string{"--vm", "app", "--"}, client.command(t)...)...)
				if status != 0 || !strings.Contains(said, "azimuth: the program runs in the host's network, where its identity is found through its environment and not at 169.254.169.254: "+system.refused) {
					t.Errorf("%s: the status is %d, and it says %q", client.name, status, said)
				}
				if got := claimsOf(t, token); !strings.HasSuffix(got.Resource, "/virtualMachines/app") {
					t.Errorf("%s: the token is that of %q", client.name, got.Resource)
				}
			}
			if _, said, status := run(t, "--vm", "app", "--", "sh", "-c", "exit 7"); status != 7 {
				t.Errorf("the status is %d, and it says %q", status, said)
			}
		})
		for _, demand := range []string{"--network=own", "--isolated"} {
			t.Run(system.name+" with "+demand, func(t *testing.T) {
				t.Parallel()
				out, said, status := run(t, demand, "--vm", "app", "--", "echo", "it ran")
				if status != 125 || out != "" || !strings.HasPrefix(said, "azimuth: the machine's own network: "+system.refused) || !strings.Contains(said, "; --network host does without namespaces") {
					t.Errorf("the status is %d, the output %q, and it says %q", status, out, said)
				}
			})
		}
	}
}
