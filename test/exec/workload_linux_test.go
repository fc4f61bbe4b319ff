package exec_test

import (
	"os/exec"
	"strings"
	"testing"
)

// A program gets the tokens of an identity by those of its service account, as in a
// pod of AKS: the variables and the file are all that it has.
func TestWorkloadIdentity(t *testing.T) {
	t.Parallel()
	s := serve(t)
	workload := []string{"--vm", "app", "--protocol", "workload", "--network", "own", "--"}
	s.exec(t, append(append([]string{"--create", "--user-assigned", "one", "--service-account", "shop/cart"}, workload...), "true")...)
	one := s.identity(t, "one")
	for _, c := range []struct {
		name    string
		command func(*testing.T, ...string) []string
		args    []string
	}{
		{"WorkloadIdentityCredential for Go", goClient, []string{"workload"}},
		{"DefaultAzureCredential for Go", goClient, nil},
		{"WorkloadIdentityCredential for JavaScript", jsClient, []string{"workload"}},
		{"DefaultAzureCredential for JavaScript", jsClient, nil},
		{"DefaultAzureCredential for Python", pythonClient, []string{"workload"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := claimsOf(t, s.exec(t, append(workload, c.command(t, c.args...)...)...))
			// A token of the metadata service would name the machine.
			if got.Object != one.object || got.Resource == "" || got.Machine != "" {
				t.Errorf("the token says %+v", got)
			}
		})
	}
	for _, network := range []string{"own", "host"} {
		t.Run("the token is renewed in the network "+network, func(t *testing.T) {
			t.Parallel()
			renewedToken(t, network)
		})
	}
}

// renewedToken follows the token of a program that runs on while keys and servers change.
func renewedToken(t *testing.T, network string) {
	t.Helper()
	s := serve(t) // its clock moves
	sh := s.shell(t, "--network", network, "--vm", "app", "--protocol", "workload", "--create", "--user-assigned", "one", "--token-lifetime", "20m")
	first := sh.say(t, `cat "$AZURE_FEDERATED_TOKEN_FILE"`)
	one := s.identity(t, "one")
	// A renewal may come at any time, so that what is waited for is what differs.
	renewed := func(what string, differs func(now string) bool) {
		t.Helper()
		eventually(t, what, func() bool { return differs(sh.say(t, `cat "$AZURE_FEDERATED_TOKEN_FILE"`)) })
		if network == "host" {
			return // there the SDK would have to be told that this is a cloud of its own
		}
		if got := claimsOf(t, sh.say(t, built("goclient")+" workload")); got.Object != one.object {
			t.Errorf("the token is that of %s", got.Object)
		}
	}
	s.azimuth(t, "clock", "advance", "25h")
	renewed("the token is another", func(now string) bool { return now != first })
	// The server is started again, and signs with another key.
	s.kill()
	s.start(t)
	s.azimuth(t, "keys", "rotate", "--at-once")
	s.azimuth(t, "clock", "advance", "17m")
	header, _, _ := strings.Cut(first, ".")
	renewed("the token is signed with another key", func(now string) bool { return !strings.HasPrefix(now, header+".") })
}

// azimuth runs another of the commands.
func (s *site) azimuth(t *testing.T, command ...string) string {
	t.Helper()
	return output(t, s.as(exec.CommandContext(t.Context(), built("azimuth"), append(command, "--data", s.data)...)))
}
