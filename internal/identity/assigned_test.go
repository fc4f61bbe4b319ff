package identity_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/identity"
)

func TestAnd(t *testing.T) {
	t.Parallel()
	other := held("S12")
	other.System = &identity.System{PrincipalID: "another", ClientID: "another"}
	other.User[0].PrincipalID = "another"
	for name, test := range map[string]struct{ applied, now, want identity.Assigned }{
		"the same":                          {held("S12"), held("S12"), held("S12")},
		"added since":                       {held("1"), held("S12"), held("1")},
		"removed since":                     {held("S12"), held("2"), held("2")},
		"cleared since":                     {held("S12"), held(""), held("")},
		"nothing applied":                   {held(""), held("S12"), held("")},
		"in another order":                  {held("12"), held("21"), held("12")},
		"other identities of the same name": {held("S12"), other, held("2")},
	} {
		if diff := cmp.Diff(test.want, test.applied.And(test.now)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		held string
		by   identity.Selector
		want string // the principal, or
		err  error
	}{
		{"", identity.Selector{}, "", identity.ErrNoIdentity},
		{"S", identity.Selector{}, "ps", nil},
		{"S12", identity.Selector{}, "ps", nil},
		{"1", identity.Selector{}, "p1", nil},
		{"12", identity.Selector{}, "", identity.ErrAmbiguous},
		{"S12", identity.Selector{ClientID: "cs"}, "ps", nil},
		{"S12", identity.Selector{ClientID: "C2"}, "p2", nil},
		{"S12", identity.Selector{ObjectID: "PS"}, "ps", nil},
		{"S12", identity.Selector{ObjectID: "p1"}, "p1", nil},
		{"S12", identity.Selector{ResourceID: id2}, "p2", nil},
		{"S12", identity.Selector{ResourceID: strings.ToUpper(id2)}, "p2", nil},
		{"S12", identity.Selector{ResourceID: "/" + strings.ReplaceAll(id2, "/", "//") + "/"}, "p2", nil},
		{"S1", identity.Selector{ClientID: "c2"}, "", identity.ErrNoIdentity},
		{"S1", identity.Selector{ObjectID: "c1"}, "", identity.ErrNoIdentity},
		{"S1", identity.Selector{ResourceID: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm"}, "", identity.ErrNoIdentity},
		{"S1", identity.Selector{ResourceID: id1 + "/.."}, "", identity.ErrNoIdentity},
		{"", identity.Selector{ClientID: "cs"}, "", identity.ErrNoIdentity},
	} {
		got, err := held(test.held).Choose(test.by)
		if got.PrincipalID != test.want || !errors.Is(err, test.err) {
			t.Errorf("of %q by %+v: %+v, %v", test.held, test.by, got, err)
		}
		if system := got.PrincipalID == "ps"; err == nil && system == (got.UserAssignedID != "") {
			t.Errorf("of %q by %+v: the resource id is %q", test.held, test.by, got.UserAssignedID)
		}
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	users := `"userAssignedIdentities":{"` + id1 + `":{"principalId":"p1","clientId":"c1"},"` + id2 + `":{"principalId":"p2","clientId":"c2"}}`
	for _, test := range []struct{ held, kind, asMap, asArray string }{
		{"", "None", "", ""},
		{"S", "SystemAssigned", `{"type":"SystemAssigned","principalId":"ps","tenantId":"t"}`, `{"type":"SystemAssigned","principalId":"ps","tenantId":"t"}`},
		{"12", "UserAssigned", `{"type":"UserAssigned",` + users + `}`, `{"type":"UserAssigned","identityIds":["` + id1 + `","` + id2 + `"]}`},
		{
			"S12", "SystemAssigned, UserAssigned", `{"type":"SystemAssigned, UserAssigned","principalId":"ps","tenantId":"t",` + users + `}`,
			`{"type":"SystemAssigned, UserAssigned","principalId":"ps","tenantId":"t","identityIds":["` + id1 + `","` + id2 + `"]}`,
		},
	} {
		a := held(test.held)
		if got := string(a.Render("t", false)); got != test.asMap {
			t.Errorf("%q as a map: %s", test.held, got)
		}
		if got := string(a.Render("t", true)); got != test.asArray {
			t.Errorf("%q as an array: %s", test.held, got)
		}
		if a.Type() != test.kind || a.IsNone() != (test.held == "") {
			t.Errorf("%q is %s", test.held, a.Type())
		}
		stored, err := identity.Parse(a.Document())
		if diff := cmp.Diff(a, stored); err != nil || diff != "" {
			t.Errorf("%q comes back from the store as %v, %v\n%s", test.held, stored, err, diff)
		}
	}
}

func TestLowerGroups(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"/subscriptions/s/resourceGroups/G/providers/A.B/c/D": "/subscriptions/s/resourcegroups/G/providers/A.B/c/D",
		"/subscriptions/s/RESOURCEGROUPS/G":                   "/subscriptions/s/resourcegroups/G",
		"/subscriptions/s":                                    "/subscriptions/s",
		"/subscriptions/s/resourceGroups/resourceGroups":      "/subscriptions/s/resourcegroups/resourceGroups",
	} {
		if got := identity.LowerGroups(id); got != want {
			t.Errorf("%s becomes %s, want %s", id, got, want)
		}
	}
}
