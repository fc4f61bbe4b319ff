package identity_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

func TestParseRequestErrors(t *testing.T) {
	t.Parallel()
	const content = "The request content was invalid and could not be deserialized: '"
	for text, want := range map[string]string{
		`"SystemAssigned"`:              "InvalidRequestContent: " + content + `Error converting value "SystemAssigned" to type 'ResourceIdentity'. Path 'identity'.'.`,
		`[]`:                            "InvalidRequestContent: " + content + `Error converting value [] to type 'ResourceIdentity'. Path 'identity'.'.`,
		`{}`:                            "InvalidRequestContent: " + content + `Required property 'type' not found in JSON. Path 'identity'.'.`,
		`{"type":null}`:                 "InvalidRequestContent: " + content + `Required property 'type' not found in JSON. Path 'identity'.'.`,
		`{"type":5}`:                    "InvalidRequestContent: " + content + `Error converting value 5 to type 'ResourceIdentityType'. Path 'identity.type'.'.`,
		`{"type":"System"}`:             "InvalidRequestContent: " + content + `Error converting value "System" to type 'ResourceIdentityType'. Path 'identity.type'.'.`,
		`{"type":""}`:                   "InvalidRequestContent: " + content + `Error converting value "" to type 'ResourceIdentityType'. Path 'identity.type'.'.`,
		`{"type":"SystemAssigned,"}`:    "InvalidRequestContent: " + content + `Error converting value "SystemAssigned," to type 'ResourceIdentityType'. Path 'identity.type'.'.`,
		`{"type":"None,UserAssigned"}`:  "InvalidRequestContent: " + content + `Error converting value "None,UserAssigned" to type 'ResourceIdentityType'. Path 'identity.type'.'.`,
		`{"type":"None","delegated":1}`: "InvalidRequestContent: " + content + `Could not find member 'delegated' on object of type 'ResourceIdentity'. Path 'identity.delegated'.'.`,
		`{"type":"UserAssigned","userAssignedIdentities":["$1"]}`:                         "InvalidRequestContent: " + content + `Error converting value ["` + id1 + `"] to type 'UserAssignedIdentities'. Path 'identity.userAssignedIdentities'.'.`,
		`{"type":"UserAssigned","identityIds":{"$1":{}}}`:                                 "InvalidRequestContent: " + content + `Error converting value {"` + id1 + `":{}} to type 'System.String[]'. Path 'identity.identityIds'.'.`,
		`{"type":"UserAssigned","identityIds":["$1",{}]}`:                                 "InvalidRequestContent: " + content + `Error converting value {} to type 'System.String'. Path 'identity.identityIds[1]'.'.`,
		`{"type":"UserAssigned","identityIds":["$1"],"userAssignedIdentities":{"$1":{}}}`: "InvalidRequestContent: " + content + `The members 'userAssignedIdentities' and 'identityIds' exclude each other. Path 'identity'.'.`,
		`{"type":"UserAssigned","userAssignedIdentities":{"$1":true}}`:                    "InvalidIdentityValues: Invalid value for the identities '" + id1 + "'. The 'UserAssignedIdentities' property keys should only be empty json objects, null or the resource exisiting property.",
		`{"type":"UserAssigned","userAssignedIdentities":{"$1":{"x":"y"}}}`:               "InvalidIdentityValues: Invalid value for the identities '" + id1 + "'. The 'UserAssignedIdentities' property keys should only be empty json objects, null or the resource exisiting property.",
		`{"type":"UserAssigned","userAssignedIdentities":{"$1":{"clientId":7}}}`:          "InvalidIdentityValues: Invalid value for the identities '" + id1 + "'. The 'UserAssignedIdentities' property keys should only be empty json objects, null or the resource exisiting property.",
		`{"type":"SystemAssigned","userAssignedIdentities":{"$1":{}}}`:                    "FailedIdentityOperation: The request format was unexpected, a non-UserAssigned identity type should not contain: userAssignedIdentities",
		`{"type":"SystemAssigned","identityIds":["$1"]}`:                                  "FailedIdentityOperation: The request format was unexpected, a non-UserAssigned identity type should not contain: identityIds",
	} {
		_, _, err := parse(t, text)
		if _, ok := errors.AsType[*resource.Error](err); !ok || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// What is no id of a user-assigned identity is refused, in both forms.
func TestParseRequestIDs(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{
		"a name":                  "ID1",
		"nothing":                 "",
		"the root":                "/",
		"another type":            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm",
		"a child":                 id1 + "/federatedIdentityCredentials/f",
		"no group":                "/subscriptions/s/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ID1",
		"no name":                 strings.TrimSuffix(ids, "/"),
		"dots":                    "/subscriptions/s/resourceGroups/a/../g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ID1",
		"no slash at the front":   id1[1:],
		"something in front":      "x" + id1,
		"an address":              "https://management.azure.com" + id1,
		"a character not allowed": id1 + "?",
	} {
		for _, users := range []string{`"userAssignedIdentities":{"` + id + `":{}}`, `"identityIds":["` + id + `"]`} {
			_, _, err := parse(t, `{"type":"UserAssigned",`+users+`}`)
			if e, ok := errors.AsType[*resource.Error](err); !ok || e.Code != "LinkedInvalidPropertyId" || !strings.Contains(e.Message, "'"+id+"'") {
				t.Errorf("%s, %s: %v", name, users, err)
			}
		}
	}
}

func TestParseRequestTooMany(t *testing.T) {
	t.Parallel()
	for n, fine := range map[int]bool{1000: true, 1001: false} {
		var members, elements []string
		for i := range n {
			members = append(members, fmt.Sprintf(`"%sx%d":{}`, ids, i))
			elements = append(elements, fmt.Sprintf(`"%sx%d"`, ids, i))
		}
		for _, users := range []string{`"userAssignedIdentities":{` + strings.Join(members, ",") + `}`, `"identityIds":[` + strings.Join(elements, ",") + `]`} {
			request, _, err := parse(t, `{"type":"UserAssigned",`+users+`}`)
			if (err == nil) != fine || fine && len(request.Entries) != n {
				t.Errorf("%d: %v", n, err)
			}
			if !fine {
				continue
			}
			if _, err := request.Apply(held("1"), true); (err == nil) != (request.Form == identity.FormArray) {
				t.Errorf("one more than is allowed: %v", err)
			}
		}
	}
}

// Null and nothing are no request.
func TestParseRequestAbsent(t *testing.T) {
	t.Parallel()
	if _, ok, err := identity.ParseRequest(nil); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

// Assigns are what needs a right: what is sent with a value, whatever is held,
// and nothing of what is cleared.
func TestAssigns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`{"type":"SystemAssigned"}`:                                                    nil,
		`{"type":"None","userAssignedIdentities":{"$1":{}}}`:                           nil,
		`{"type":"None","identityIds":["$1"]}`:                                         nil,
		`{"type":"UserAssigned"}`:                                                      nil,
		`{"type":"UserAssigned","userAssignedIdentities":{"$1":{},"$2":null}}`:         {id1},
		`{"type":"UserAssigned","userAssignedIdentities":{"$2":{"clientId":"c"}}}`:     {id2},
		`{"type":"SystemAssigned, UserAssigned","identityIds":["$2","$1","$L2"]}`:      {id2, id1},
		`{"type":"SystemAssigned, UserAssigned","userAssignedIdentities":{"$1":null}}`: nil,
	} {
		request, _, err := parse(t, text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var got []string
		for _, id := range request.Assigns() {
			got = append(got, id.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
