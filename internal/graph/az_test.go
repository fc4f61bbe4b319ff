package graph_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// TestAzAssignee sends what "az role assignment create --assignee" and
// "az role assignment list" send: who the assignee is by its client id, by its
// object id and by its user name, and what the principals of a list are called.
func TestAzAssignee(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	_, appID, _ := application(t, w, "app")
	ann, red := user(w, "ann"), group(w, "red")
	byApp := w.GraphMust(http.MethodGet, "/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '"+appID+"')", nil)
	principal := byApp.Text("value.0.id")
	if principal == "" {
		t.Fatalf("by client id: %s", byApp.Body)
	}
	if none := w.GraphMust(http.MethodGet, "/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '"+red+"')", nil); len(texts(none, "id")) != 0 {
		t.Errorf("by a group's id: %s", none.Body)
	}
	byID := w.GraphMust(http.MethodPost, "/directoryObjects/getByIds", `{"ids":["`+red+`"],"types":["user","group","servicePrincipal","directoryObjectPartnerReference"]}`)
	if byID.Text("value.0.@odata~type") != "#microsoft.graph.group" {
		t.Errorf("by object id: %s", byID.Body)
	}
	byName := w.GraphMust(http.MethodGet, "/users?$filter=userPrincipalName eq 'ann@azimuth.test'", nil)
	if byName.Text("value.0.id") != ann {
		t.Errorf("by user name: %s", byName.Body)
	}
	var kinds []string
	for i, id := range []string{principal, red, ann} {
		name := "00000000-0000-4000-8000-00000000000" + string(rune('1'+i))
		kinds = append(kinds, assign(w, w.Subscription(), name, reader, id).Text("properties.principalType"))
	}
	if diff := cmp.Diff([]string{"ServicePrincipal", "Group", "User"}, kinds); diff != "" {
		t.Errorf("the types of the principals (-want +got):\n%s", diff)
	}
	listed := w.GraphMust(http.MethodPost, "/directoryObjects/getByIds", map[string]any{"ids": []string{principal, red, ann}, "types": []string{"user", "group", "servicePrincipal"}})
	if listed.Text("value.0.servicePrincipalNames.0") != appID || listed.Text("value.1.displayName") != "red" || listed.Text("value.2.userPrincipalName") != "ann@azimuth.test" {
		t.Errorf("what they are called: %s", listed.Body)
	}
}

// TestAzForRBAC sends what "az ad sp create-for-rbac" sends, and signs the new
// principal in.
func TestAzForRBAC(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	for _, query := range []string{"/servicePrincipals?$filter=displayName eq 'app2'", "/applications?$filter=startswith(displayName,'app2')"} {
		if reply := w.GraphMust(http.MethodGet, query, nil); !cmp.Equal([]any{}, reply.At("value")) {
			t.Errorf("%s: %s", query, reply.Body)
		}
	}
	made := w.GraphMust(http.MethodPost, "/applications", `{"displayName":"app2","keyCredentials":[],"signInAudience":"AzureADMyOrg"}`)
	if made.Status != http.StatusCreated || !cmp.Equal([]any{}, made.At("passwordCredentials")) {
		t.Fatalf("the application: %d %s", made.Status, made.Body)
	}
	secret := w.GraphMust(http.MethodPost, "/applications/"+made.Text("id")+"/addPassword", `{"passwordCredential":{"startDateTime":"`+
		w.Clock.Now().UTC().Format("2006-01-02T15:04:05Z")+`","displayName":"rbac"}}`)
	principal := w.GraphMust(http.MethodPost, "/servicePrincipals", `{"appId":"`+made.Text("appId")+`","accountEnabled":true}`)
	if reply := assign(w, w.Subscription(), anID, reader, principal.Text("id")); reply.Status != http.StatusCreated {
		t.Fatalf("the assignment: %d %s", reply.Status, reply.Body)
	}
	token := w.Token(made.Text("appId"), secret.Text("secretText"))
	if reply := w.As(token, http.MethodGet, w.Subscription()+"?api-version=2021-01-01", nil); reply.Status != http.StatusOK {
		t.Errorf("the new principal gets %d", reply.Status)
	}
}

// TestAzGroup sends what "az ad group" sends.
func TestAzGroup(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	_, principal := vm(w, "myVM")
	if reply := w.GraphMust(http.MethodGet, "/groups?$filter=displayName eq 'g1' and mailNickname eq 'g1'", nil); !cmp.Equal([]any{}, reply.At("value")) {
		t.Errorf("before: %s", reply.Body)
	}
	made := w.GraphMust(http.MethodPost, "/groups", `{"displayName":"g1","mailNickname":"g1","mailEnabled":false,"securityEnabled":true}`)
	found := w.GraphMust(http.MethodGet, "/groups?$filter=displayName eq 'g1'", nil).Text("value.0.id")
	if found != made.Text("id") || w.GraphMust(http.MethodGet, "/groups/"+found, nil).Text("displayName") != "g1" {
		t.Errorf("found: %s", found)
	}
	w.GraphMust(http.MethodPost, "/groups/"+found+"/members/$ref", `{"@odata.id":"`+w.Environment.Graph+`/v1.0/directoryObjects/`+principal+`"}`)
	if got := texts(w.GraphMust(http.MethodGet, "/groups/"+found+"/members", nil), "id"); !cmp.Equal([]string{principal}, got) {
		t.Errorf("the members are %v", got)
	}
	checked := w.GraphMust(http.MethodPost, "/directoryObjects/"+principal+"/checkMemberGroups", `{"groupIds":["`+found+`"]}`)
	if got := texts(checked, ""); !cmp.Equal([]string{found}, got) {
		t.Errorf("checked: %v", got)
	}
}
