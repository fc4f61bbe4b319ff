package exec_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// identity is a user-assigned identity.
type identity struct{ id, client, object string }

func (s *site) identity(t *testing.T, name string) identity {
	t.Helper()
	c := s.client(t)
	i := identity{id: c.Subscription() + "/resourceGroups/azimuth/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name}
	var shown struct {
		Properties struct{ ClientID, PrincipalID string }
	}
	if err := c.Get(t.Context(), i.id, "2023-01-31", &shown); err != nil {
		t.Fatal(err)
	}
	i.client, i.object = shown.Properties.ClientID, shown.Properties.PrincipalID
	return i
}

// Each client gets the token of the identity that it names, in the ways that it has.
func TestNamedIdentities(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.exec(t, "--vm", "app", "--create", "--user-assigned", "one", "--user-assigned", "two", "--role", "Reader", "--", "true")
	one, two := s.identity(t, "one"), s.identity(t, "two")
	for _, c := range clients {
		for _, named := range []struct {
			way, value string
			identity   identity
		}{{"client-id", one.client, one}, {"object-id", two.object, two}, {"resource-id", one.id, one}} {
			t.Run(c.name+" by "+named.way, func(t *testing.T) {
				t.Parallel()
				command := c.command(t, named.way, named.value)
				got := claimsOf(t, s.exec(t, append([]string{"--network", "own", "--vm", "app", "--"}, command...)...))
				if got.Object != named.identity.object {
					t.Errorf("the token is that of %s", got.Object)
				}
			})
		}
	}
}

// An ordinary user needs no right that he does not have: his programs get their
// machines' tokens too.
func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	s := serveAsNobody(t)
	for _, machine := range twoMachines {
		s.exec(t, append(append([]string{"--create", "--role", "Reader"}, machine...), "--", "true")...)
	}
	if got := strings.TrimSpace(s.exec(t, "--network", "own", "--vm", "app", "--", "id", "-u")); got != "65534" {
		t.Errorf("the user is %s", got)
	}
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			command := c.command(t)
			for _, argument := range command {
				if !filepath.IsAbs(argument) {
					continue
				}
				if look := s.as(exec.Command("test", "-r", argument)); look.Run() != nil {
					t.Skipf("nobody may not read %s", argument)
				}
			}
			s.asksOnBoth(t, "own", command)
		})
	}
}

// An SDK that runs on loses what its machine loses: it is told so in Azure's words
// when it asks for the next token, and when the machine is off nobody answers it.
func TestIdentityTakenFromAnSDK(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.exec(t, "--vm", "app", "--create", "--role", "Reader", "--", "true")
	client := s.command(t, "--network", "own", "--vm", "app", "--", built("goclient"), "watch")
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	client.Stderr = os.Stderr
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = in.Close(), client.Wait() })
	answers := bufio.NewReader(out)
	// Each resource is another one, since the SDK keeps tokens.
	ask := func(resource string) string {
		t.Helper()
		if _, err := fmt.Fprintf(in, "%s/.default\n", resource); err != nil {
			t.Fatal(err)
		}
		line, err := answers.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(line)
	}
	if got := claimsOf(t, ask("https://management.azure.com")); !strings.HasSuffix(got.Resource, "/virtualMachines/app") {
		t.Errorf("the token is that of %s", got.Resource)
	}
	c := s.client(t)
	vm := c.Subscription() + "/resourceGroups/azimuth/providers/Microsoft.Compute/virtualMachines/app"
	s.call(t, c, "PATCH", vm, `{"identity":{"type":"None"}}`)
	refused := ask("https://vault.azure.net")
	for _, text := range []string{`"error":"invalid_request"`, `"error_description":"Identity not found"`} {
		if !strings.Contains(strings.ReplaceAll(refused, "\\", ""), text) {
			t.Errorf("without an identity it is not told %s: %s", text, refused)
		}
	}
	s.call(t, c, "PATCH", vm, `{"identity":{"type":"SystemAssigned"}}`)
	if got := ask("https://graph.microsoft.com"); strings.HasPrefix(got, "error") {
		t.Errorf("with another identity: %s", got)
	}
	s.call(t, c, "POST", vm+"/deallocate", "")
	ask("https://storage.azure.com") // this may find it gone that began before, and gets no answer
	eventually(t, "the endpoint is gone", func() bool {
		return strings.Contains(ask("https://database.windows.net"), "connect: connection refused")
	})
}
