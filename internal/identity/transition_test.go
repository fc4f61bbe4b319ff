package identity_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	ids = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"
	id1 = ids + "ID1"
	id2 = ids + "ID2"
)

// held is what a machine holds in these tests: "S" the system-assigned identity,
// "1" and "2" the user-assigned ones.
func held(what string) identity.Assigned {
	var a identity.Assigned
	for _, c := range what {
		switch c {
		case 'S':
			a.System = &identity.System{PrincipalID: "ps", ClientID: "cs"}
		default:
			a.User = append(a.User, identity.User{ID: ids + "ID" + string(c), PrincipalID: "p" + string(c), ClientID: "c" + string(c)})
		}
	}
	return a
}

// becomes is a Next in the same letters.
func becomes(n identity.Next) string {
	var b strings.Builder
	if n.System {
		b.WriteByte('S')
	}
	for _, wanted := range n.User {
		b.WriteString(wanted.ID[len(wanted.ID)-1:])
	}
	return b.String()
}

func parse(t *testing.T, text string) (identity.Request, bool, error) {
	t.Helper()
	// $1 and $2 stand for the ids, $L1 and $L2 for them in lower case.
	text = strings.NewReplacer("$1", id1, "$2", id2, "$L1", strings.ToLower(id1), "$L2", strings.ToLower(id2)).Replace(text)
	value, err := document.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return identity.ParseRequest(value)
}

// TestTransitions is the whole table of what a request makes of what is held.
func TestTransitions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from, request string
		patch, put    string // what is held afterwards, or the error's code
	}{
		// None clears everything, whatever stands beside it.
		{"", `{"type":"None"}`, "", ""},
		{"S12", `{"type":"None"}`, "", ""},
		{"S12", `{"type":"none"}`, "", ""},
		{"12", `{"type":"None","userAssignedIdentities":{"$1":{}}}`, "", ""},
		{"12", `{"type":"None","identityIds":["$1"]}`, "", ""},

		// SystemAssigned drops the user-assigned ones.
		{"", `{"type":"SystemAssigned"}`, "S", "S"},
		{"S", `{"type":"SystemAssigned"}`, "S", "S"},
		{"12", `{"type":"SystemAssigned"}`, "S", "S"},
		{"S12", `{"type":"systemassigned"}`, "S", "S"},
		{"S1", `{"type":"SystemAssigned","userAssignedIdentities":{}}`, "S", "S"},
		{"S1", `{"type":"SystemAssigned","userAssignedIdentities":null}`, "S", "S"},
		{"S1", `{"type":"SystemAssigned","userAssignedIdentities":{"$1":{}}}`, "FailedIdentityOperation", "FailedIdentityOperation"},
		{"S1", `{"type":"SystemAssigned","userAssignedIdentities":{"$1":null}}`, "FailedIdentityOperation", "FailedIdentityOperation"},
		{"S1", `{"type":"SystemAssigned","identityIds":["$1"]}`, "FailedIdentityOperation", "FailedIdentityOperation"},

		// A map merges in PATCH and replaces in PUT.
		{"", `{"type":"UserAssigned","userAssignedIdentities":{"$1":{}}}`, "1", "1"},
		{"S", `{"type":"userAssigned","userAssignedIdentities":{"$1":{}}}`, "1", "1"},
		{"1", `{"type":"UserAssigned","userAssignedIdentities":{"$2":{}}}`, "12", "2"},
		{"12", `{"type":"UserAssigned","userAssignedIdentities":{"$1":{}}}`, "12", "1"},
		{"12", `{"type":"UserAssigned","userAssignedIdentities":{"$1":null}}`, "2", "MissingIdentityIds"},
		{"12", `{"type":"UserAssigned","userAssignedIdentities":{"$L1":null}}`, "2", "MissingIdentityIds"},
		{"1", `{"type":"UserAssigned","userAssignedIdentities":{"$1":null,"$2":{}}}`, "2", "2"},
		{"1", `{"type":"UserAssigned","userAssignedIdentities":{"$1":null}}`, "MissingIdentityIds", "MissingIdentityIds"},
		{"1", `{"type":"UserAssigned","userAssignedIdentities":{"$2":null}}`, "1", "MissingIdentityIds"},
		{"S1", `{"type":"SystemAssigned, UserAssigned","userAssignedIdentities":{"$2":{}}}`, "S12", "S2"},
		{"S1", `{"type":"SystemAssigned,UserAssigned","userAssignedIdentities":{"$1":{},"$2":{}}}`, "S12", "S12"},
		{"S12", `{"type":"UserAssigned","userAssignedIdentities":{"$1":{},"$2":{}}}`, "12", "12"},
		{"", `{"type":"UserAssigned, SystemAssigned","userAssignedIdentities":{"$1":{}}}`, "S1", "S1"},
		{"1", `{"type":"UserAssigned","userAssignedIdentities":{"$1":{"principalId":"p1","clientId":"c1"}}}`, "1", "1"},
		{"1", `{"type":"UserAssigned","userAssignedIdentities":{"$1":{"principalId":null}}}`, "1", "1"},

		// Without one, PATCH keeps what is held, and PUT has nothing.
		{"2", `{"type":"SystemAssigned, UserAssigned"}`, "S2", "MissingIdentityIds"},
		{"S2", `{"type":"UserAssigned"}`, "2", "MissingIdentityIds"},
		{"S2", `{"type":"UserAssigned","userAssignedIdentities":{}}`, "2", "MissingIdentityIds"},
		{"S2", `{"type":"UserAssigned","userAssignedIdentities":null}`, "2", "MissingIdentityIds"},
		{"", `{"type":"UserAssigned"}`, "MissingIdentityIds", "MissingIdentityIds"},
		{"S", `{"type":"SystemAssigned, UserAssigned"}`, "MissingIdentityIds", "MissingIdentityIds"},

		// An array replaces in both.
		{"", `{"type":"UserAssigned","identityIds":["$1","$2"]}`, "12", "12"},
		{"12", `{"type":"UserAssigned","identityIds":["$2"]}`, "2", "2"},
		{"S1", `{"type":"SystemAssigned, UserAssigned","identityIds":["$2"]}`, "S2", "S2"},
		{"S12", `{"type":"UserAssigned","identityIds":["$1","$L1"]}`, "1", "1"},
		{"12", `{"type":"UserAssigned","identityIds":[]}`, "MissingIdentityIds", "MissingIdentityIds"},
	} {
		for method, want := range map[string]string{"PATCH": test.patch, "PUT": test.put} {
			t.Run(fmt.Sprintf("%s %s on %q", method, test.request, test.from), func(t *testing.T) {
				t.Parallel()
				request, ok, err := parse(t, test.request)
				got := ""
				if err == nil {
					if !ok {
						t.Fatal("it is no request")
					}
					var next identity.Next
					next, err = request.Apply(held(test.from), method == "PATCH")
					got = becomes(next)
				}
				if e, is := errors.AsType[*resource.Error](err); is {
					got = e.Code
				}
				if got != want {
					t.Errorf("it becomes %q, %v; want %q", got, err, want)
				}
			})
		}
	}
}

// What is shown is the case of the request that added an identity; a request
// that names it again changes nothing of it, and an array sets it anew.
func TestCaseOfIDs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		request string
		patch   bool
		want    []string
	}{
		{`{"type":"UserAssigned","userAssignedIdentities":{"$L1":{}}}`, true, []string{id1, id2}},
		{`{"type":"UserAssigned","userAssignedIdentities":{"$L1":{}}}`, false, []string{strings.ToLower(id1)}},
		{`{"type":"UserAssigned","identityIds":["$L2"]}`, true, []string{strings.ToLower(id2)}},
	} {
		request, _, err := parse(t, test.request)
		if err != nil {
			t.Fatal(err)
		}
		next, err := request.Apply(held("12"), test.patch)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, wanted := range next.User {
			if wanted.Held == nil {
				t.Errorf("%s: %s is not seen to be held", test.request, wanted.ID)
			}
			got = append(got, wanted.ID)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.request, diff)
		}
	}
}
