package identity_test

import (
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// FuzzParseRequest reads whatever stands in the identity member of a body. What
// can be read is applied to a machine that holds both kinds, as PUT and as PATCH;
// what is refused is the caller's mistake each time.
func FuzzParseRequest(f *testing.F) {
	const one = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
	for _, text := range []string{
		`null`, `{"type":"None"}`, `{"type":"SystemAssigned"}`, `{"type":"systemassigned, USERASSIGNED","userAssignedIdentities":{"` + one + `":{}}}`,
		`{"type":"UserAssigned","userAssignedIdentities":{"` + one + `":null}}`, `{"type":"UserAssigned","identityIds":["` + one + `","` + strings.ToUpper(one) + `"]}`,
		`{"type":"UserAssigned","userAssignedIdentities":{"//":[]},"identityIds":{}}`, `{"type":7}`, `[]`, `{"Type":"None","type":"UserAssigned"}`,
	} {
		f.Add(text)
	}
	current := identity.Assigned{
		System: &identity.System{PrincipalID: "p", ClientID: "c"},
		User:   []identity.User{{ID: one, PrincipalID: "q", ClientID: "d"}},
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := document.Read([]byte(text))
		if err != nil {
			return
		}
		request, sent, err := identity.ParseRequest(value)
		if err != nil {
			mistake(t, text, err)
			return
		}
		if sent != (value != nil) {
			t.Fatalf("%s: sent is %v", text, sent)
		}
		if !sent {
			return
		}
		for _, patch := range []bool{false, true} {
			next, err := request.Apply(current, patch)
			if err != nil {
				mistake(t, text, err)
				continue
			}
			if request.None && (next.System || len(next.User) > 0) || next.System != request.System || (len(next.User) > 0) != request.User {
				t.Errorf("%s (patch %v): %+v becomes %+v", text, patch, request, next)
			}
			seen := make(map[string]bool)
			for _, user := range next.User {
				if key := strings.ToLower(user.ID); seen[key] {
					t.Errorf("%s (patch %v): %s stands twice in %+v", text, patch, user.ID, next)
				} else {
					seen[key] = true
				}
			}
		}
	})
}

func mistake(t *testing.T, text string, err error) {
	t.Helper()
	if resource.AsError(err).Kind != resource.KindInvalid {
		t.Errorf("%s: %v", text, err)
	}
}
