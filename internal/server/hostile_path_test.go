package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// Whatever the spelling of a path, Ann, who has rights on the group a alone, can
// neither read nor write anything of the group b by it, and is never redirected.
// A spelling that names something of a is refused or served as that.
func TestSpellingsOfPaths(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	const beneath = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity"
	s, a, b := w.Subscription(), w.a, w.b
	spellings := map[string]string{
		"as it is":                            b + beneath,
		"the group itself":                    b,
		"a collection":                        b + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
		"a doubled slash at the front":        "/" + b + beneath,
		"doubled slashes":                     strings.ReplaceAll(b+beneath, "/", "//"),
		"many slashes":                        strings.ReplaceAll(b+beneath, "/", "///////"),
		"a trailing slash":                    b + beneath + "/",
		"trailing slashes":                    b + beneath + "///",
		"upper case":                          strings.ToUpper(b + beneath),
		"mixed case":                          strings.ReplaceAll(b, "resourceGroups", "ReSoUrCeGrOuPs") + beneath,
		"up and down":                         s + "/resourceGroups/a/../b" + beneath,
		"up and down, escaped":                s + "/resourceGroups/a/%2e%2e/b" + beneath,
		"up and down, half escaped":           s + "/resourceGroups/a/.%2E/b" + beneath,
		"up and down, escaped twice":          s + "/resourceGroups/a/%252e%252e/b" + beneath,
		"up and down, slash escaped":          s + "/resourceGroups/a%2f..%2fb" + beneath,
		"up and down, backslash":              s + `/resourceGroups/a\..\b` + beneath,
		"up and down, backslash escaped":      s + "/resourceGroups/a%5c..%5cb" + beneath,
		"up and down, semicolon":              s + "/resourceGroups/a/..;/b" + beneath,
		"up and down, NUL":                    s + "/resourceGroups/a/..%00/b" + beneath,
		"up from beneath":                     a + "/providers/Microsoft.ManagedIdentity/../../../b" + beneath,
		"up to the root":                      a + "/../../../../../../.." + b + beneath,
		"here":                                s + "/resourceGroups/./b" + beneath,
		"here, escaped":                       s + "/resourceGroups/%2e/b" + beneath,
		"a slash escaped after the group":     s + "/resourceGroups/b%2fproviders/Microsoft.ManagedIdentity/userAssignedIdentities/identity",
		"a slash escaped inside the name":     a + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x%2f..%2f..%2f..%2f..%2fb" + beneath,
		"all slashes escaped":                 "/" + strings.ReplaceAll(b+beneath, "/", "%2f")[len("%2f"):],
		"a name escaped":                      s + "/resourceGroups/%62" + beneath,
		"words escaped":                       s + "/%72esourceGroups/b/%70roviders/Microsoft.ManagedIdentity/userAssignedIdentities/identity",
		"parameters of a segment":             s + "/resourceGroups/b;a=a" + beneath,
		"a semicolon":                         b + ";" + beneath,
		"NUL after the group":                 b + "%00" + beneath,
		"NUL at the end":                      b + beneath + "%00",
		"a line feed":                         b + "%0a" + beneath,
		"a blank after the group":             b + "%20" + beneath,
		"a plus":                              b + "+" + beneath,
		"a byte that is no UTF-8":             b + "%ff" + beneath,
		"an overlong slash":                   s + "/resourceGroups/a%c0%af..%c0%afb" + beneath,
		"a full-width slash":                  s + "/resourceGroups/a／..／b" + beneath,
		"a long s":                            strings.Replace(b, "resource", "re%C5%BFource", 1) + beneath,
		"a long s in subscriptions":           strings.Replace(b, "subscriptions", "sub%C5%BFcriptions", 1) + beneath,
		"a long s in providers":               b + strings.Replace(beneath, "providers", "provider%C5%BF", 1),
		"providers twice":                     a + "/providers" + beneath,
		"providers of the other group":        a + "/providers" + b + beneath,
		"the group as a resource":             s + "/providers/Microsoft.Resources/resourceGroups/b",
		"the group as a resource of its like": a + "/providers/Microsoft.Resources/resourceGroups/b",
		"beneath the group as a resource":     s + "/providers/Microsoft.Resources/resourceGroups/b" + beneath,
		"the group as a subscription's":       s + "/providers/Microsoft.Resources/subscriptions/resourceGroups/b",
		"an extension in between":             b + beneath + "/providers/Microsoft.ManagedIdentity/identities/default",
		"an extension of a, then b":           a + "/providers/Microsoft.Authorization/roleAssignments/x" + b + beneath,
		"a role assignment on it":             b + "/providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222",
		"an action on a collection":           b + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/listAssociatedResources",
		"an action":                           b + beneath + "/listAssociatedResources",
		"an action that is a right":           b + beneath + "/assign/action",
		"a machine's handle":                  b + "/providers/Microsoft.Compute/virtualMachines/machine/connect",
		"an instance's handle":                b + "/providers/Microsoft.Compute/virtualMachineScaleSets/set/virtualMachines/0/connect",
		"the machine by an instance of a":     a + "/providers/Microsoft.Compute/virtualMachineScaleSets/set/virtualMachines/0/../../../../../../b/providers/Microsoft.Compute/virtualMachines/machine/connect",
		"an upgrade":                          b + "/providers/Microsoft.Compute/virtualMachineScaleSets/set/manualupgrade",
		"a second subscription segment":       s + s + "/resourceGroups/b" + beneath,
		"a group within a group":              a + "/resourceGroups/b" + beneath,
		"no name after the type":              b + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ /",
		"a fragment":                          b + beneath + "%23" + a,
		"a query in the path":                 b + beneath + "%3fapi-version=2023-01-31",
	}
	for name, path := range spellings {
		t.Run(name, func(t *testing.T) {
			address := strings.ReplaceAll(path, " ", "%20") + "?api-version=2023-01-31"
			before := w.state(w.b)
			for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodPost, http.MethodOptions} {
				body := any(`{"location":"westus","tags":{"ann":"was here"}}`)
				if method == http.MethodGet || method == http.MethodHead || method == http.MethodDelete {
					body = nil
				}
				reply := w.As(w.ann, method, address, body)
				if reply.Status < 400 || reply.Status >= 500 {
					t.Errorf("%s %s: %d %.300s", method, address, reply.Status, reply.Body)
				}
				if method != http.MethodHead {
					envelope(t, reply)
				}
			}
			if after := w.state(w.b); after != before {
				t.Errorf("the group b has changed by %s", address)
			}
		})
	}
	if reply := w.As(w.ann, http.MethodGet, w.identity(w.a)+"?api-version=2023-01-31", nil); reply.Status != http.StatusOK {
		t.Errorf("what is hers is refused to her afterwards: %d %s", reply.Status, reply.Body)
	}
}

// In a body, too, an id of the group b is one of the group b, however it is written.
func TestSpellingsOfLinks(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	for name, id := range map[string]string{
		"as it is":             w.identity(w.b),
		"doubled slashes":      strings.ReplaceAll(w.identity(w.b), "/", "//"),
		"a trailing slash":     w.identity(w.b) + "/",
		"upper case":           strings.ToUpper(w.identity(w.b)),
		"without a slash":      w.identity(w.b)[1:],
		"up and down":          strings.Replace(w.identity(w.b), "/b/", "/a/../b/", 1),
		"up and down, escaped": strings.Replace(w.identity(w.b), "/b/", "/a/%2e%2e/b/", 1),
		"backslashes":          strings.Replace(w.identity(w.b), "/b/", `/a\\..\\b/`, 1),
		"a long s":             strings.Replace(w.identity(w.b), "resource", "reſource", 1),
		"behind one of a":      w.identity(w.a) + w.identity(w.b),
		"escaped":              strings.Replace(w.identity(w.b), "/b/", "/%62/", 1),
		"a query":              w.identity(w.b) + "?x=" + w.identity(w.a),
		"a blank":              w.identity(w.b) + " ",
	} {
		t.Run(name, func(t *testing.T) {
			w.unchanged(t, func() {
				for _, identity := range []string{
					`{"type":"UserAssigned","userAssignedIdentities":{"` + id + `":{}}}`,
					`{"type":"SystemAssigned, UserAssigned","userAssignedIdentities":{"` + w.identity(w.a) + `":{},"` + id + `":{}}}`,
					`{"type":"UserAssigned","identityIds":["` + w.identity(w.a) + `","` + id + `"]}`,
				} {
					refused(t, w.As(w.ann, http.MethodPatch, w.machine(w.a)+"?api-version=2024-07-01", `{"identity":`+identity+`}`))
				}
			})
		})
	}
}

// A page's token leads on in the list that it is from, and into no other.
func TestForeignSkipTokens(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	for _, after := range []string{"", "/", w.b, w.identity(w.b), "\x00", "\xff", "~", "/directory/"} {
		token := base64URL(after)
		for _, list := range []string{w.a + "/resources", w.Subscription() + "/resources", w.a + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities"} {
			reply := w.As(w.ann, http.MethodGet, list+"?api-version=2023-01-31&$skiptoken="+token, nil)
			if list == w.Subscription()+"/resources" {
				reply = w.As(w.ann, http.MethodGet, list+"?api-version=2021-04-01&$skiptoken="+token, nil)
			}
			if reply.Status != http.StatusOK && reply.Status != http.StatusBadRequest {
				t.Errorf("%q in %s: %d %s", after, list, reply.Status, reply.Body)
			}
			if strings.Contains(strings.ToLower(reply.Body), strings.ToLower(w.b)+"/") {
				t.Errorf("%q in %s shows what is of b: %s", after, list, reply.Body)
			}
		}
	}
}
