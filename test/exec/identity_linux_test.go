package exec_test

import (
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
