package graph_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// TestLists asks for lists in every form that clients use.
func TestLists(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	_, principal := vm(w, "myVM")
	user(w, "ann")
	user(w, "bob")
	dan := user(w, "dan")
	group(w, "red")
	group(w, "redder")
	id, appID, _ := application(t, w, "app")
	w.GraphMust(http.MethodPatch, "/applications/"+id, `{"identifierUris":["api://thing"]}`)
	w.GraphMust(http.MethodPatch, "/users/"+dan, `{"accountEnabled":false}`)

	for query, want := range map[string]string{
		"/users?$orderby=displayName":                                                           "ann bob dan",
		"/users?$orderby=displayName desc":                                                      "dan bob ann",
		"/users?$filter=userPrincipalName eq 'ANN@azimuth.test'":                                "ann",
		"/users?$filter=mailNickname eq 'bob'":                                                  "bob",
		"/users?$filter=accountEnabled eq false":                                                "dan",
		"/users?$filter=displayName eq 'ann' and mailNickname eq 'bob'":                         "",
		"/users?$filter=displayName eq 'ann' or displayName eq 'dan'&$orderby=displayName":      "ann dan",
		"/users?$filter=id eq '" + dan + "'":                                                    "dan",
		"/users?$filter=id in ('" + dan + "')":                                                  "dan",
		`/users?$search="displayName:bo"&$count=true`:                                           "bob",
		"/groups?$filter=displayName eq 'red' and mailNickname eq 'red'":                        "red",
		"/groups?$filter=startswith(displayName,'red')&$orderby=displayName":                    "red redder",
		"/groups?$filter=securityEnabled eq true and mailEnabled eq false&$orderby=displayName": "red redder",
		"/servicePrincipals?$filter=displayName eq 'MYvm'":                                      "myVM",
		"/servicePrincipals?$filter=servicePrincipalType eq 'ManagedIdentity'":                  "myVM",
		"/servicePrincipals?$filter=appId eq '" + appID + "'":                                   "app",
		"/servicePrincipals?$filter=appId eq '" + strings.ToUpper(appID) + "'":                  "app",
		"/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '" + appID + "')":          "app",
		"/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq 'api://thing')":            "app",
		"/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq 'nothing')":                "",
		"/servicePrincipals?$filter=alternativeNames/any(n:startswith(n,'/subscriptions/'))":    "myVM",
		"/servicePrincipals?$filter=id eq '" + principal + "'":                                  "myVM",
		"/applications?$filter=identifierUris/any(s:s eq 'api://thing')":                        "app",
		"/applications?$filter=appId eq '" + appID + "'":                                        "app",
		"/applications?$filter=startswith(displayName,'ap')&$select=displayName":                "app",
	} {
		if got := names(w.GraphMust(http.MethodGet, query, nil)); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	mine := w.GraphMust(http.MethodGet, "/servicePrincipals/"+principal, nil)
	second, _ := mine.At("servicePrincipalNames.1").(string)
	if got := names(w.GraphMust(http.MethodGet, "/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '"+url.QueryEscape(second)+"')", nil)); got != "myVM" {
		t.Errorf("by its name %q: %q", second, got)
	}
}

// TestPaging follows the links through pages, in the order of the store and in
// another, while the list changes.
func TestPaging(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	for _, name := range []string{"e", "c", "a", "d", "b"} {
		group(w, name)
	}
	for _, query := range []string{"$top=2", "$top=2&$orderby=displayName", "$top=2&$orderby=displayName desc", "$top=2&$filter=startswith(displayName,'')&$count=true"} {
		var got []string
		pages := 0
		for next := w.Environment.Graph + "/v1.0/groups?" + strings.ReplaceAll(query, " ", "%20"); next != ""; pages++ {
			reply := w.As(w.GraphToken(w.ClientID, w.ClientSecret), http.MethodGet, next, nil)
			if reply.Status != http.StatusOK {
				t.Fatalf("%s: %d %s", next, reply.Status, reply.Body)
			}
			got = append(got, names(reply))
			next = reply.Text("@odata~nextLink")
			if strings.Contains(query, "$count") && reply.At("@odata~count") != 5.0 {
				t.Errorf("%s: counts %v", query, reply.At("@odata~count"))
			}
		}
		all := strings.Join(got, " ")
		if pages != 3 || len(strings.Fields(all)) != 5 {
			t.Errorf("%s: %d pages with %q", query, pages, all)
		}
		if want := map[string]string{"$top=2&$orderby=displayName": "a b c d e", "$top=2&$orderby=displayName desc": "e d c b a"}[query]; want != "" && all != want {
			t.Errorf("%s: %q", query, all)
		}
	}
	first := w.GraphMust(http.MethodGet, "/groups?$top=2&$orderby=displayName", nil)
	w.GraphMust(http.MethodDelete, "/groups/"+first.Text("value.1.id"), nil)
	second := w.As(w.GraphToken(w.ClientID, w.ClientSecret), http.MethodGet, first.Text("@odata~nextLink"), nil)
	if names(second) != "c d" {
		t.Errorf("after the last of a page was deleted, the next page has %q", names(second))
	}
}

func TestSelect(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	id := user(w, "ann")
	one := w.GraphMust(http.MethodGet, "/users/"+id+"?$select=displayName,AccountEnabled", nil)
	want := map[string]any{
		"@odata.context": w.Environment.Graph + "/v1.0/$metadata#users(displayName,AccountEnabled)/$entity",
		"displayName":    "ann", "accountEnabled": true,
	}
	if diff := cmp.Diff(want, one.JSON()); diff != "" {
		t.Errorf("one (-want +got):\n%s", diff)
	}
	list := w.GraphMust(http.MethodGet, "/users?$select=id", nil)
	if diff := cmp.Diff(map[string]any{
		"@odata.context": w.Environment.Graph + "/v1.0/$metadata#users(id)", "value": []any{map[string]any{"id": id}},
	}, list.JSON()); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

func TestQueryErrors(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	for query, want := range map[string]string{
		"/users?$filter=nothing eq 'x'":       "BadRequest: Could not find a property named 'nothing' on type 'microsoft.graph.user'.",
		"/users?$filter=tags/any(t:t eq 'x')": "BadRequest: Could not find a property named 'tags' on type 'microsoft.graph.user'.",
		"/users?$filter=displayName eq":       "BadRequest: Invalid filter clause: Syntax error at position 14 in 'displayName eq'.",
		"/users?$select=nothing":              "BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'nothing' on type 'microsoft.graph.user'.",
		"/users?$orderby=nothing":             "BadRequest: Could not find a property named 'nothing' on type 'microsoft.graph.user'.",
		"/users?$orderby=displayName up":      "BadRequest: Invalid orderby clause: Syntax error in 'displayName up'.",
		"/users?$orderby=businessPhones":      "Request_UnsupportedQuery: Sorting not supported for property 'businessPhones' of resource 'User'.",
		"/users?$top=0":                       "BadRequest: Invalid page size specified: '0'. Must be between 1 and 999 inclusive.",
		"/users?$top=x":                       "BadRequest: Invalid page size specified: 'x'. Must be between 1 and 999 inclusive.",
		"/users?$skiptoken=x":                 "BadRequest: The value of the query option '$skiptoken' is not valid.",
		"/users?$expand=memberOf":             "Request_UnsupportedQuery: The query option '$expand' is not supported.",
		"/users?$count=maybe":                 "BadRequest: The value 'maybe' of the query option '$count' is not valid.",
	} {
		reply := w.Graph(http.MethodGet, query, nil)
		if got := reply.Text("error.code") + ": " + reply.Text("error.message"); reply.Status != http.StatusBadRequest || got != want {
			t.Errorf("%s: %d %s", query, reply.Status, got)
		}
	}
}
