package access_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/cli/access"
	"github.com/azimuthid/azimuth/internal/cli/console"
)

func TestTell(t *testing.T) {
	t.Parallel()
	app := access.Principal{ObjectID: "o", ClientID: "c", DisplayName: "app", Type: "ServicePrincipal", Known: true}
	for _, test := range []struct {
		name        string
		explanation access.Explanation
		want        string
	}{
		{
			"granted to a group, and locked",
			access.Explanation{
				Principal: app, Groups: []string{"g"}, Action: "a/write", Scope: "/s", Granted: true,
				Assignments: []access.Assignment{{Scope: "/", PrincipalID: "g", RoleName: "Owner", Reason: "Granted", Explanation: "granted", Pattern: "*"}},
				Locks:       []access.Lock{{ID: "/s/l", Scope: "/s", Level: "ReadOnly"}},
				Linked:      []access.Linked{{Action: "b/join/action", On: "each b", GrantedAt: []string{"/"}}, {Action: "c/join/action", On: "each c"}},
			},
			`✗ app may not do a/write at /s

  ✓ ServicePrincipal with object id o and client id c
    in the groups g
  ✓ Owner at / by the group g: granted (*)
  ✗ a ReadOnly lock is in the way: /s/l

What the request refers to takes rights of its own:
  b/join/action on each b: it has this at /
  c/join/action on each c: it has this nowhere
`,
		},
		{
			"nobody any more",
			access.Explanation{Principal: access.Principal{ObjectID: "o"}, Action: "a/read", Scope: "/s"},
			`✗ o may not do a/read at /s

  ✗ no principal of the directory has the id o: its assignments, if any, outlived it
  ✗ it has no role assignment at all
    missing: a role with the action a/read, assigned at /s or above it
  ✓ no lock is in the way
`,
		},
		{
			"a role that is gone",
			access.Explanation{
				Principal: app, Action: "a/read", Scope: "/s",
				Assignments: []access.Assignment{{Scope: "/", PrincipalID: "o", RoleDefinitionID: "r", Reason: "RoleUnknown", Explanation: "the role definition does not exist"}},
			},
			`✗ app may not do a/read at /s

  ✓ ServicePrincipal with object id o and client id c
    in no group
  ✗ role r at /: the role definition does not exist
    missing: a role with the action a/read, assigned at /s or above it
  ✓ no lock is in the way
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			test.explanation.Tell(console.New(&out))
			if diff := cmp.Diff(test.want, out.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
